// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  setDimension(named: { dimensions: number; index: number; size: number; stride: number }): void;
  copy(named: { x: number; output: number; dimensions: number; rank: number; elementBytes: number }): number;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 42,
  parameters: {
    setDimension: ['dimensions', 'index', 'size', 'stride'],
    copy: ['x', 'output', 'dimensions', 'rank', 'elementBytes'],
  },
  code: 'AGFzbQEAAAABEQJgBX9/f39/AX9gBH9/f38AAhIBA2VudgZtZW1vcnkCAQGAgAQDAwIAAQcXAgxzZXREaW1lbnNpb24AAQRjb3B5AAAKyQICrQIBA38gAigCACEHIAIoAgQhBSADQQFKBEADQCAGIAdIBEAgACABIAJBCGogA0EBayAEEAAhASAGQQFqIQYgACAFaiEADAELCyABDwsgBCAHbCABaiEDIAQgBUYEQCAAIQIDQCABQRBqIgAgA00EQCABIAL9AAQA/QsEACAAIQEgAkEQaiECDAELCwNAIAFBBGoiACADTQRAIAEgAigCADYCACAAIQEgAkEEaiECDAELCwNAIAEgA0kEQCABIAItAAA6AAAgAUEBaiEBIAJBAWohAgwBCwsFIARBBEYEQANAIAEgA0kEQCABIAAoAgA2AgAgAUEEaiEBIAAgBWohAAwBCwsFA0AgASADSQRAIAEgAC0AADoAACABQQFqIQEgACAFaiEADAELCwsLIAMLGAAgACABQQN0aiIAIAI2AgAgACADNgIECw==',
};
