// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  clip(named: { x: number; output: number; count: number; low: number; high: number }): void;
  clipIntegers(named: { x: number; output: number; count: number; low: number; high: number }): void;
  sign(named: { x: number; output: number; count: number }): void;
  select(named: { condition: number; t: number; e: number; output: number; count: number }): void;
  selectBytes(named: { condition: number; t: number; e: number; output: number; count: number }): void;
  isTrue(named: { x: number; output: number; count: number }): void;
  isTrueInteger(named: { x: number; output: number; count: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 48,
  parameters: {
    clip: ['x', 'output', 'count', 'low', 'high'],
    clipIntegers: ['x', 'output', 'count', 'low', 'high'],
    sign: ['x', 'output', 'count'],
    select: ['condition', 't', 'e', 'output', 'count'],
    selectBytes: ['condition', 't', 'e', 'output', 'count'],
    isTrue: ['x', 'output', 'count'],
    isTrueInteger: ['x', 'output', 'count'],
  },
  code: 'AGFzbQEAAAABFwNgA39/fwBgBX9/f39/AGAFf39/fX0AAhIBA2VudgZtZW1vcnkCAQGAgAQDCAcAAQEAAAECB04HBGNsaXAABgxjbGlwSW50ZWdlcnMABQRzaWduAAAGc2VsZWN0AAILc2VsZWN0Qnl0ZXMAAQZpc1RydWUABA1pc1RydWVJbnRlZ2VyAAMKxAYHyQEDAX8BewF9IAAgAkECdGohAwNAIABBEGoiAiADTQRAIAH9DAAAgD8AAIA/AACAPwAAgD8gAP0ABAAiBP0MAAAAAAAAAAAAAAAAAAAAAP1E/U79DAAAgD8AAIA/AACAPwAAgD8gBP0MAAAAAAAAAAAAAAAAAAAAAP1D/U795QH9CwQAIAIhACABQRBqIQEMAQsLA0AgACADSQRAIAEgACoCACIFQwAAAABeIAVDAAAAAF1rsjgCACAAQQRqIQAgAUEEaiEBDAELCwufAQEBfyAAIARqIQUDQCAAQRBqIgQgBU0EQCADIAL9AAQAIAH9AAQAIAD9AAQA/QwAAAAAAAAAAAAAAAAAAAAA/SP9Uv0LBAAgBCEAIAFBEGohASACQRBqIQIgA0EQaiEDDAELCwNAIAAgBUkEQCADIAEgAiAALQAAGy0AADoAACAAQQFqIQAgAUEBaiEBIAJBAWohAiADQQFqIQMMAQsLC6UBAQF/IAAgBGohBQNAIABBBGoiBCAFTQRAIAMgAv0ABAAgAf0ABAAgAP1cAgD9iQH9qQH9DAAAAAAAAAAAAAAAAAAAAAD9N/1S/QsEACAEIQAgAUEQaiEBIAJBEGohAiADQRBqIQMMAQsLA0AgACAFSQRAIAMgASACIAAtAAAbKAIANgIAIABBAWohACABQQRqIQEgAkEEaiECIANBBGohAwwBCwsLNAAgACACQQJ0aiECA0AgACACSQRAIAEgACgCAEEARzoAACAAQQRqIQAgAUEBaiEBDAELCws3ACAAIAJBAnRqIQIDQCAAIAJJBEAgASAAKAIAQQF0QQBHOgAAIABBBGohACABQQFqIQEMAQsLC0cBAX8gACACQQJ0aiECA0AgACACSQRAIAEgACgCACIFIAMgAyAFSBsiBSAEIAQgBUobNgIAIABBBGohACABQQRqIQEMAQsLC3oCAX8CeyAD/RMhBiAE/RMhByAAIAJBAnRqIQUDQCAAQRBqIgIgBU0EQCABIAD9AAQAIAb96QEgB/3oAf0LBAAgAiEAIAFBEGohAQwBCwsDQCAAIAVJBEAgASAAKgIAIAOXIASWOAIAIABBBGohACABQQRqIQEMAQsLCw==',
};
