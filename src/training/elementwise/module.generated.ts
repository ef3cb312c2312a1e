// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  clip(named: { x: number; output: number; count: number; low: number; high: number }): void;
  relu(named: { x: number; output: number; count: number }): void;
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
  memoryLimits: 57,
  parameters: {
    clip: ['x', 'output', 'count', 'low', 'high'],
    relu: ['x', 'output', 'count'],
    clipIntegers: ['x', 'output', 'count', 'low', 'high'],
    sign: ['x', 'output', 'count'],
    select: ['condition', 't', 'e', 'output', 'count'],
    selectBytes: ['condition', 't', 'e', 'output', 'count'],
    isTrue: ['x', 'output', 'count'],
    isTrueInteger: ['x', 'output', 'count'],
    maximum: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
    minimum: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
  },
  code: 'AGFzbQEAAAABIARgA39/fwBgBX9/f39/AGAGf39/f39/AGAFf39/fX0AAhIBA2VudgZtZW1vcnkCAQGAgAQDCwoAAQEAAgIAAAEDB2kKBGNsaXAACQRyZWx1AAMMY2xpcEludGVnZXJzAAgEc2lnbgAABnNlbGVjdAACC3NlbGVjdEJ5dGVzAAEGaXNUcnVlAAcNaXNUcnVlSW50ZWdlcgAGB21heGltdW0ABQdtaW5pbXVtAAQKjAoKyQEDAX8BewF9IAAgAkECdGohAwNAIABBEGoiAiADTQRAIAH9DAAAgD8AAIA/AACAPwAAgD8gAP0ABAAiBP0MAAAAAAAAAAAAAAAAAAAAAP1E/U79DAAAgD8AAIA/AACAPwAAgD8gBP0MAAAAAAAAAAAAAAAAAAAAAP1D/U795QH9CwQAIAIhACABQRBqIQEMAQsLA0AgACADSQRAIAEgACoCACIFQwAAAABeIAVDAAAAAF1rsjgCACAAQQRqIQAgAUEEaiEBDAELCwufAQEBfyAAIARqIQUDQCAAQRBqIgQgBU0EQCADIAL9AAQAIAH9AAQAIAD9AAQA/QwAAAAAAAAAAAAAAAAAAAAA/SP9Uv0LBAAgBCEAIAFBEGohASACQRBqIQIgA0EQaiEDDAELCwNAIAAgBUkEQCADIAEgAiAALQAAGy0AADoAACAAQQFqIQAgAUEBaiEBIAJBAWohAiADQQFqIQMMAQsLC6UBAQF/IAAgBGohBQNAIABBBGoiBCAFTQRAIAMgAv0ABAAgAf0ABAAgAP1cAgD9iQH9qQH9DAAAAAAAAAAAAAAAAAAAAAD9N/1S/QsEACAEIQAgAUEQaiEBIAJBEGohAiADQRBqIQMMAQsLA0AgACAFSQRAIAMgASACIAAtAAAbKAIANgIAIABBAWohACABQQRqIQEgAkEEaiECIANBBGohAwwBCwsLigEDAX8BewF9IAAgAkECdGohAwNAIABBEGoiAiADTQRAIAEgAP0ABAAiBCAE/QwAAAAAAAAAAAAAAAAAAAAA/UP9T/0LBAAgAiEAIAFBEGohAQwBCwsDQCAAIANJBEAgAUMAAAAAIAAqAgAiBSAFQwAAAABdGzgCACAAQQRqIQAgAUEEaiEBDAELCwucAQAgAiADQQJ0aiEDA0AgAkEQaiADTQRAIAIgBAR7IAD9AAQABSAA/QkCAAsgBQR7IAH9AAQABSAB/QkCAAv96AH9CwQAIAJBEGohAiAAIARBBHRqIQAgASAFQQR0aiEBDAELCwNAIAIgA0kEQCACIAAqAgAgASoCAJY4AgAgAkEEaiECIAAgBEECdGohACABIAVBAnRqIQEMAQsLC5wBACACIANBAnRqIQMDQCACQRBqIANNBEAgAiAEBHsgAP0ABAAFIAD9CQIACyAFBHsgAf0ABAAFIAH9CQIAC/3pAf0LBAAgAkEQaiECIAAgBEEEdGohACABIAVBBHRqIQEMAQsLA0AgAiADSQRAIAIgACoCACABKgIAlzgCACACQQRqIQIgACAEQQJ0aiEAIAEgBUECdGohAQwBCwsLNAAgACACQQJ0aiECA0AgACACSQRAIAEgACgCAEEARzoAACAAQQRqIQAgAUEBaiEBDAELCws3ACAAIAJBAnRqIQIDQCAAIAJJBEAgASAAKAIAQQF0QQBHOgAAIABBBGohACABQQFqIQEMAQsLC0cBAX8gACACQQJ0aiECA0AgACACSQRAIAEgACgCACIFIAMgAyAFSBsiBSAEIAQgBUobNgIAIABBBGohACABQQRqIQEMAQsLC3oCAX8CeyAD/RMhBiAE/RMhByAAIAJBAnRqIQUDQCAAQRBqIgIgBU0EQCABIAD9AAQAIAb96QEgB/3oAf0LBAAgAiEAIAFBEGohAQwBCwsDQCAAIAVJBEAgASAAKgIAIAOXIASWOAIAIABBBGohACABQQRqIQEMAQsLCw==',
};
