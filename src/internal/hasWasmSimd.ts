/** Whether this engine runs a function () => v128 of WebAssembly with these instructions. */
export const runsInWasm = (...instructions: number[]): boolean =>
  WebAssembly.validate(
    Uint8Array.of(
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
      ...[10, instructions.length + 4, 1, instructions.length + 2, 0, ...instructions, 11],
    ),
  );

/** Whether this engine has vector instructions, here `i8x16.popcnt(i8x16.splat(0))`, which every WASM kernel uses. */
export const hasWasmSimd = (): boolean => runsInWasm(65, 0, 253, 15, 253, 98);
