declare module 'pngjs' {
  export class PNG {
    constructor(size: { width: number; height: number });
    data: Uint8Array;
    static sync: { write(image: PNG): Buffer };
  }
}
