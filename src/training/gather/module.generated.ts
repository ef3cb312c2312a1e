// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  gather(named: { x: number; indices: number; output: number; batch: number; outer: number; size: number; count: number; rowBytes: number }): void;
  segmentScratchBytes(named: { rows: number; segments: number }): number;
  segmentSum(named: { x: number; ids: number; output: number; scratch: number; rows: number; columns: number; segments: number }): void;
  segmentSumOfIntegers(named: { x: number; ids: number; output: number; scratch: number; rows: number; columns: number; segments: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 53,
  parameters: {
    gather: ['x', 'indices', 'output', 'batch', 'outer', 'size', 'count', 'rowBytes'],
    segmentScratchBytes: ['rows', 'segments'],
    segmentSum: ['x', 'ids', 'output', 'scratch', 'rows', 'columns', 'segments'],
    segmentSumOfIntegers: ['x', 'ids', 'output', 'scratch', 'rows', 'columns', 'segments'],
  },
  code: 'AGFzbQEAAAABHANgB39/f39/f38AYAJ/fwF8YAh/f39/f39/fwACEgEDZW52Bm1lbW9yeQIBAYCABAMFBAAAAQIHRAQGZ2F0aGVyAAMTc2VnbWVudFNjcmF0Y2hCeXRlcwACCnNlZ21lbnRTdW0AARRzZWdtZW50U3VtT2ZJbnRlZ2VycwAACuAHBH0BA38gAkEAIAUgBmxBAnT8CwADQCAEIAdKBEAgBiABKAIAIghLBEBBACEDA0AgAyAFSARAIAIgBSAIbCADakECdGoiCSAJKAIAIAAgBSAHbCADakECdGooAgBqNgIAIANBAWohAwwBCwsLIAdBAWohByABQQRqIQEMAQsLC8sEAwV/A3sBfCAGQQJqQQJ0IgsgA2ohCCADQQAgC/wLAANAIAQgB0oEQCABIAdBAnRqKAIAIgsgBkkEQCADIAtBAmpBAnRqIgsgCygCAEEBajYCAAsgB0EBaiEHDAELC0ECIQcDQCAHIAZBAmpIBEAgAyAHQQJ0aiILIAsoAgAgAyAHQQFrQQJ0aigCAGo2AgAgB0EBaiEHDAELCwNAIAQgCUoEQCABIAlBAnRqKAIAIgcgBkkEQCADIAdBAWpBAnRqIgcoAgAhCyAHIAtBAWo2AgAgCCALQQJ0aiAJNgIACyAJQQFqIQkMAQsLA0AgBiAKSgRAIAggAygCAEECdGohByAIIAMoAgRBAnRqIQkgACAFQXxxQQJ0aiELIAAhBANAIAQgC0kEQP0MAAAAAAAAAAAAAAAAAAAAACEO/QwAAAAAAAAAAAAAAAAAAAAAIQ0gByEBA0AgASAJSQRAIA4gBCABKAIAIAVsQQJ0av0ABAAiDP1f/fABIQ4gDSAMIAz9DQgJCgsMDQ4PAAECAwQFBgf9X/3wASENIAFBBGohAQwBCwsgAiAO/V4gDf1e/Q0AAQIDBAUGBxAREhMUFRYX/QsEACAEQRBqIQQgAkEQaiECDAELCwNAIAQgACAFQQJ0akkEQEQAAAAAAAAAACEPIAchAQNAIAEgCUkEQCAPIAQgASgCACAFbEECdGoqAgC7oCEPIAFBBGohAQwBCwsgAiAPtjgCACAEQQRqIQQgAkEEaiECDAELCyAKQQFqIQogA0EEaiEDDAELCwsdACABt0QAAAAAAAAAQKAgALegRAAAAAAAABBAogv0AQEHfwNAIAMgDkoEQEEAIQwDQCAEIAxKBEBBACELA0AgBiALSgRAIAAgASALQQJ0aigCACAHbGohCiACIgggB2ohDQNAIAhBEGoiCSANTQRAIAggCv0ABAD9CwQAIAkhCCAKQRBqIQoMAQsLA0AgCEEEaiIJIA1NBEAgCCAKKAIANgIAIAkhCCAKQQRqIQoMAQsLA0AgCCANSQRAIAggCi0AADoAACAIQQFqIQggCkEBaiEKDAELCyALQQFqIQsgAiAHaiECDAELCyAMQQFqIQwgACAFIAdsaiEADAELCyAOQQFqIQ4gASAGQQJ0aiEBDAELCws=',
};
