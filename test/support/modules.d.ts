declare module '*.json' {
  // biome-ignore lint/suspicious/noExplicitAny: a fixture is checked by what reads it
  const value: any;
  export default value;
}

declare module '*?url' {
  const url: string;
  export default url;
}

declare module '*?raw' {
  const text: string;
  export default text;
}
