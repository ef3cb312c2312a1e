/** The bytes of a module from base64. The build replaces this file and the text of modules, see build/compactBinary.ts. */
export const binaryOf = (code: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(code), (character) => character.charCodeAt(0));
