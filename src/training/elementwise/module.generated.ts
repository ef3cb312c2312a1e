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
  maximum(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number }): void;
  minimum(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 57,
  parameters: {
    clip: ['x', 'output', 'count', 'low', 'high'],
    clipIntegers: ['x', 'output', 'count', 'low', 'high'],
    sign: ['x', 'output', 'count'],
    select: ['condition', 't', 'e', 'output', 'count'],
    selectBytes: ['condition', 't', 'e', 'output', 'count'],
    isTrue: ['x', 'output', 'count'],
    isTrueInteger: ['x', 'output', 'count'],
    maximum: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
    minimum: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
  },
  code: 'AGFzbQEAAAABIARgA39/fwBgBX9/f39/AGAGf39/f39/AGAFf39/fX0AAhIBA2VudgZtZW1vcnkCAQGAgAQDCgkAAQECAgAAAQMHYgkEY2xpcAAIDGNsaXBJbnRlZ2VycwAHBHNpZ24AAAZzZWxlY3QAAgtzZWxlY3RCeXRlcwABBmlzVHJ1ZQAGDWlzVHJ1ZUludGVnZXIABQdtYXhpbXVtAAQHbWluaW11bQADCoAJCckBAwF/AXsBfSAAIAJBAnRqIQMDQCAAQRBqIgIgA00EQCAB/QwAAIA/AACAPwAAgD8AAIA/IAD9AAQAIgT9DAAAAAAAAAAAAAAAAAAAAAD9RP1O/QwAAIA/AACAPwAAgD8AAIA/IAT9DAAAAAAAAAAAAAAAAAAAAAD9Q/1O/eUB/QsEACACIQAgAUEQaiEBDAELCwNAIAAgA0kEQCABIAAqAgAiBUMAAAAAXiAFQwAAAABda7I4AgAgAEEEaiEAIAFBBGohAQwBCwsLnwEBAX8gACAEaiEFA0AgAEEQaiIEIAVNBEAgAyAC/QAEACAB/QAEACAA/QAEAP0MAAAAAAAAAAAAAAAAAAAAAP0j/VL9CwQAIAQhACABQRBqIQEgAkEQaiECIANBEGohAwwBCwsDQCAAIAVJBEAgAyABIAIgAC0AABstAAA6AAAgAEEBaiEAIAFBAWohASACQQFqIQIgA0EBaiEDDAELCwulAQEBfyAAIARqIQUDQCAAQQRqIgQgBU0EQCADIAL9AAQAIAH9AAQAIAD9XAIA/YkB/akB/QwAAAAAAAAAAAAAAAAAAAAA/Tf9Uv0LBAAgBCEAIAFBEGohASACQRBqIQIgA0EQaiEDDAELCwNAIAAgBUkEQCADIAEgAiAALQAAGygCADYCACAAQQFqIQAgAUEEaiEBIAJBBGohAiADQQRqIQMMAQsLC5wBACACIANBAnRqIQMDQCACQRBqIANNBEAgAiAEBHsgAP0ABAAFIAD9CQIACyAFBHsgAf0ABAAFIAH9CQIAC/3oAf0LBAAgAkEQaiECIAAgBEEEdGohACABIAVBBHRqIQEMAQsLA0AgAiADSQRAIAIgACoCACABKgIAljgCACACQQRqIQIgACAEQQJ0aiEAIAEgBUECdGohAQwBCwsLnAEAIAIgA0ECdGohAwNAIAJBEGogA00EQCACIAQEeyAA/QAEAAUgAP0JAgALIAUEeyAB/QAEAAUgAf0JAgAL/ekB/QsEACACQRBqIQIgACAEQQR0aiEAIAEgBUEEdGohAQwBCwsDQCACIANJBEAgAiAAKgIAIAEqAgCXOAIAIAJBBGohAiAAIARBAnRqIQAgASAFQQJ0aiEBDAELCws0ACAAIAJBAnRqIQIDQCAAIAJJBEAgASAAKAIAQQBHOgAAIABBBGohACABQQFqIQEMAQsLCzcAIAAgAkECdGohAgNAIAAgAkkEQCABIAAoAgBBAXRBAEc6AAAgAEEEaiEAIAFBAWohAQwBCwsLRwEBfyAAIAJBAnRqIQIDQCAAIAJJBEAgASAAKAIAIgUgAyADIAVIGyIFIAQgBCAFShs2AgAgAEEEaiEAIAFBBGohAQwBCwsLegIBfwJ7IAP9EyEGIAT9EyEHIAAgAkECdGohBQNAIABBEGoiAiAFTQRAIAEgAP0ABAAgBv3pASAH/egB/QsEACACIQAgAUEQaiEBDAELCwNAIAAgBUkEQCABIAAqAgAgA5cgBJY4AgAgAEEEaiEAIAFBBGohAQwBCwsL',
};
