declare module 'pngjs' {
  export class PNG {
    constructor(size: { width: number; height: number });
    data: Uint8Array;
    static sync: { read(file: Buffer): PNG; write(image: PNG): Buffer };
    readonly width: number;
    readonly height: number;
  }
}
