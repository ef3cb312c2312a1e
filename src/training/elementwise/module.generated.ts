// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  clip(named: { x: number; output: number; count: number; low: number; high: number }): void;
  relu(named: { x: number; output: number; count: number }): void;
  leakyRelu(named: { x: number; output: number; count: number; alpha: number }): void;
  rsqrt(named: { x: number; output: number; count: number }): void;
  clipIntegers(named: { x: number; output: number; count: number; low: number; high: number }): void;
  sign(named: { x: number; output: number; count: number }): void;
  select(named: { condition: number; t: number; e: number; output: number; count: number }): void;
  selectBytes(named: { condition: number; t: number; e: number; output: number; count: number }): void;
  isTrue(named: { x: number; output: number; count: number }): void;
  isTrueInteger(named: { x: number; output: number; count: number }): void;
  maximum(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number }): void;
  minimum(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 64,
  parameters: {
    clip: ['x', 'output', 'count', 'low', 'high'],
    relu: ['x', 'output', 'count'],
    leakyRelu: ['x', 'output', 'count', 'alpha'],
    rsqrt: ['x', 'output', 'count'],
    clipIntegers: ['x', 'output', 'count', 'low', 'high'],
    sign: ['x', 'output', 'count'],
    select: ['condition', 't', 'e', 'output', 'count'],
    selectBytes: ['condition', 't', 'e', 'output', 'count'],
    isTrue: ['x', 'output', 'count'],
    isTrueInteger: ['x', 'output', 'count'],
    maximum: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
    minimum: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
  },
  code: 'AGFzbQEAAAABJwVgA39/fwBgBX9/f39/AGAGf39/f39/AGAEf39/fQBgBX9/f319AAISAQNlbnYGbWVtb3J5AgEBgIAEAw0MAAEBAAACAgMAAAEEB30MBGNsaXAACwRyZWx1AAQJbGVha3lSZWx1AAcFcnNxcnQAAwxjbGlwSW50ZWdlcnMACgRzaWduAAAGc2VsZWN0AAILc2VsZWN0Qnl0ZXMAAQZpc1RydWUACQ1pc1RydWVJbnRlZ2VyAAgHbWF4aW11bQAGB21pbmltdW0ABQqfDQzJAQMBfwF7AX0gACACQQJ0aiEDA0AgAEEQaiICIANNBEAgAf0MAACAPwAAgD8AAIA/AACAPyAA/QAEACIE/QwAAAAAAAAAAAAAAAAAAAAA/UT9Tv0MAACAPwAAgD8AAIA/AACAPyAE/QwAAAAAAAAAAAAAAAAAAAAA/UP9Tv3lAf0LBAAgAiEAIAFBEGohAQwBCwsDQCAAIANJBEAgASAAKgIAIgVDAAAAAF4gBUMAAAAAXWuyOAIAIABBBGohACABQQRqIQEMAQsLC58BAQF/IAAgBGohBQNAIABBEGoiBCAFTQRAIAMgAv0ABAAgAf0ABAAgAP0ABAD9DAAAAAAAAAAAAAAAAAAAAAD9I/1S/QsEACAEIQAgAUEQaiEBIAJBEGohAiADQRBqIQMMAQsLA0AgACAFSQRAIAMgASACIAAtAAAbLQAAOgAAIABBAWohACABQQFqIQEgAkEBaiECIANBAWohAwwBCwsLpQEBAX8gACAEaiEFA0AgAEEEaiIEIAVNBEAgAyAC/QAEACAB/QAEACAA/VwCAP2JAf2pAf0MAAAAAAAAAAAAAAAAAAAAAP03/VL9CwQAIAQhACABQRBqIQEgAkEQaiECIANBEGohAwwBCwsDQCAAIAVJBEAgAyABIAIgAC0AABsoAgA2AgAgAEEBaiEAIAFBBGohASACQQRqIQIgA0EEaiEDDAELCwvCAQEBewNAIAJBAEoEQP0MAACAPwAAgD8AAIA/AACAPwJ7IAJBBE4EQCAA/QAEAAwBCyAA/VwCACIDIAJBAUYNABogACAD/VYCBAEhAyACQQJGBHsgAwUgACAD/VYCCAILC/3jAf3nASEDAkAgAkEETgRAIAEgA/0LBAAMAQsgASAD/VoCAAAgAkEBSgRAIAEgA/1aAgQBCyACQQJKBEAgASAD/VoCCAILCyACQQRrIQIgAEEQaiEAIAFBEGohAQwBCwsLigEDAX8BewF9IAAgAkECdGohAwNAIABBEGoiAiADTQRAIAEgAP0ABAAiBCAE/QwAAAAAAAAAAAAAAAAAAAAA/UP9T/0LBAAgAiEAIAFBEGohAQwBCwsDQCAAIANJBEAgAUMAAAAAIAAqAgAiBSAFQwAAAABdGzgCACAAQQRqIQAgAUEEaiEBDAELCwucAQAgAiADQQJ0aiEDA0AgAkEQaiADTQRAIAIgBAR7IAD9AAQABSAA/QkCAAsgBQR7IAH9AAQABSAB/QkCAAv96AH9CwQAIAJBEGohAiAAIARBBHRqIQAgASAFQQR0aiEBDAELCwNAIAIgA0kEQCACIAAqAgAgASoCAJY4AgAgAkEEaiECIAAgBEECdGohACABIAVBAnRqIQEMAQsLC5wBACACIANBAnRqIQMDQCACQRBqIANNBEAgAiAEBHsgAP0ABAAFIAD9CQIACyAFBHsgAf0ABAAFIAH9CQIAC/3pAf0LBAAgAkEQaiECIAAgBEEEdGohACABIAVBBHRqIQEMAQsLA0AgAiADSQRAIAIgACoCACABKgIAlzgCACACQQRqIQIgACAEQQJ0aiEAIAEgBUECdGohAQwBCwsLzQEBAXsDQCACQQBKBEACeyACQQROBEAgAP0ABAAMAQsgAP1cAgAiBCACQQFGDQAaIAAgBP1WAgQBIQQgAkECRgR7IAQFIAAgBP1WAggCCwsiBCAD/RP95gEgBCAE/QwAAAAAAAAAAAAAAAAAAAAA/UP9UiEEAkAgAkEETgRAIAEgBP0LBAAMAQsgASAE/VoCAAAgAkEBSgRAIAEgBP1aAgQBCyACQQJKBEAgASAE/VoCCAILCyACQQRrIQIgAEEQaiEAIAFBEGohAQwBCwsLNAAgACACQQJ0aiECA0AgACACSQRAIAEgACgCAEEARzoAACAAQQRqIQAgAUEBaiEBDAELCws3ACAAIAJBAnRqIQIDQCAAIAJJBEAgASAAKAIAQQF0QQBHOgAAIABBBGohACABQQFqIQEMAQsLC0cBAX8gACACQQJ0aiECA0AgACACSQRAIAEgACgCACIFIAMgAyAFSBsiBSAEIAQgBUobNgIAIABBBGohACABQQRqIQEMAQsLC3oCAX8CeyAD/RMhBiAE/RMhByAAIAJBAnRqIQUDQCAAQRBqIgIgBU0EQCABIAD9AAQAIAb96QEgB/3oAf0LBAAgAiEAIAFBEGohAQwBCwsDQCAAIAVJBEAgASAAKgIAIAOXIASWOAIAIABBBGohACABQQRqIQEMAQsLCw==',
};
