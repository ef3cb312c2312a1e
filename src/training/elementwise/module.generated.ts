// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  clip(named: { x: number; output: number; count: number; low: number; high: number }): void;
  relu(named: { x: number; output: number; count: number }): void;
  leakyRelu(named: { x: number; output: number; count: number; alpha: number }): void;
  sqrt(named: { x: number; output: number; count: number }): void;
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
    sqrt: ['x', 'output', 'count'],
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
  code: 'AGFzbQEAAAABJwVgA39/fwBgBX9/f39/AGAGf39/f39/AGAEf39/fQBgBX9/f319AAISAQNlbnYGbWVtb3J5AgEBgIAEAw4NAAABAQAAAgIDAAABBAeEAQ0EY2xpcAAMBHJlbHUABQlsZWFreVJlbHUACARzcXJ0AAAFcnNxcnQABAxjbGlwSW50ZWdlcnMACwRzaWduAAEGc2VsZWN0AAMLc2VsZWN0Qnl0ZXMAAgZpc1RydWUACg1pc1RydWVJbnRlZ2VyAAkHbWF4aW11bQAHB21pbmltdW0ABgrODg2tAQEBewNAIAJBAEoEQAJ7IAJBBE4EQCAA/QAEAAwBCyAA/VwCACIDIAJBAUYNABogACAD/VYCBAEhAyACQQJGBHsgAwUgACAD/VYCCAILC/3jASEDAkAgAkEETgRAIAEgA/0LBAAMAQsgASAD/VoCAAAgAkEBSgRAIAEgA/1aAgQBCyACQQJKBEAgASAD/VoCCAILCyACQQRrIQIgAEEQaiEAIAFBEGohAQwBCwsLyQEDAX8BewF9IAAgAkECdGohAwNAIABBEGoiAiADTQRAIAH9DAAAgD8AAIA/AACAPwAAgD8gAP0ABAAiBP0MAAAAAAAAAAAAAAAAAAAAAP1E/U79DAAAgD8AAIA/AACAPwAAgD8gBP0MAAAAAAAAAAAAAAAAAAAAAP1D/U795QH9CwQAIAIhACABQRBqIQEMAQsLA0AgACADSQRAIAEgACoCACIFQwAAAABeIAVDAAAAAF1rsjgCACAAQQRqIQAgAUEEaiEBDAELCwufAQEBfyAAIARqIQUDQCAAQRBqIgQgBU0EQCADIAL9AAQAIAH9AAQAIAD9AAQA/QwAAAAAAAAAAAAAAAAAAAAA/SP9Uv0LBAAgBCEAIAFBEGohASACQRBqIQIgA0EQaiEDDAELCwNAIAAgBUkEQCADIAEgAiAALQAAGy0AADoAACAAQQFqIQAgAUEBaiEBIAJBAWohAiADQQFqIQMMAQsLC6UBAQF/IAAgBGohBQNAIABBBGoiBCAFTQRAIAMgAv0ABAAgAf0ABAAgAP1cAgD9iQH9qQH9DAAAAAAAAAAAAAAAAAAAAAD9N/1S/QsEACAEIQAgAUEQaiEBIAJBEGohAiADQRBqIQMMAQsLA0AgACAFSQRAIAMgASACIAAtAAAbKAIANgIAIABBAWohACABQQRqIQEgAkEEaiECIANBBGohAwwBCwsLwgEBAXsDQCACQQBKBED9DAAAgD8AAIA/AACAPwAAgD8CeyACQQROBEAgAP0ABAAMAQsgAP1cAgAiAyACQQFGDQAaIAAgA/1WAgQBIQMgAkECRgR7IAMFIAAgA/1WAggCCwv94wH95wEhAwJAIAJBBE4EQCABIAP9CwQADAELIAEgA/1aAgAAIAJBAUoEQCABIAP9WgIEAQsgAkECSgRAIAEgA/1aAggCCwsgAkEEayECIABBEGohACABQRBqIQEMAQsLC4oBAwF/AXsBfSAAIAJBAnRqIQMDQCAAQRBqIgIgA00EQCABIAD9AAQAIgQgBP0MAAAAAAAAAAAAAAAAAAAAAP1D/U/9CwQAIAIhACABQRBqIQEMAQsLA0AgACADSQRAIAFDAAAAACAAKgIAIgUgBUMAAAAAXRs4AgAgAEEEaiEAIAFBBGohAQwBCwsLnAEAIAIgA0ECdGohAwNAIAJBEGogA00EQCACIAQEeyAA/QAEAAUgAP0JAgALIAUEeyAB/QAEAAUgAf0JAgAL/egB/QsEACACQRBqIQIgACAEQQR0aiEAIAEgBUEEdGohAQwBCwsDQCACIANJBEAgAiAAKgIAIAEqAgCWOAIAIAJBBGohAiAAIARBAnRqIQAgASAFQQJ0aiEBDAELCwucAQAgAiADQQJ0aiEDA0AgAkEQaiADTQRAIAIgBAR7IAD9AAQABSAA/QkCAAsgBQR7IAH9AAQABSAB/QkCAAv96QH9CwQAIAJBEGohAiAAIARBBHRqIQAgASAFQQR0aiEBDAELCwNAIAIgA0kEQCACIAAqAgAgASoCAJc4AgAgAkEEaiECIAAgBEECdGohACABIAVBAnRqIQEMAQsLC80BAQF7A0AgAkEASgRAAnsgAkEETgRAIAD9AAQADAELIAD9XAIAIgQgAkEBRg0AGiAAIAT9VgIEASEEIAJBAkYEeyAEBSAAIAT9VgIIAgsLIgQgA/0T/eYBIAQgBP0MAAAAAAAAAAAAAAAAAAAAAP1D/VIhBAJAIAJBBE4EQCABIAT9CwQADAELIAEgBP1aAgAAIAJBAUoEQCABIAT9WgIEAQsgAkECSgRAIAEgBP1aAggCCwsgAkEEayECIABBEGohACABQRBqIQEMAQsLCzQAIAAgAkECdGohAgNAIAAgAkkEQCABIAAoAgBBAEc6AAAgAEEEaiEAIAFBAWohAQwBCwsLNwAgACACQQJ0aiECA0AgACACSQRAIAEgACgCAEEBdEEARzoAACAAQQRqIQAgAUEBaiEBDAELCwtHAQF/IAAgAkECdGohAgNAIAAgAkkEQCABIAAoAgAiBSADIAMgBUgbIgUgBCAEIAVKGzYCACAAQQRqIQAgAUEEaiEBDAELCwt6AgF/AnsgA/0TIQYgBP0TIQcgACACQQJ0aiEFA0AgAEEQaiICIAVNBEAgASAA/QAEACAG/ekBIAf96AH9CwQAIAIhACABQRBqIQEMAQsLA0AgACAFSQRAIAEgACoCACADlyAEljgCACAAQQRqIQAgAUEEaiEBDAELCws=',
};
