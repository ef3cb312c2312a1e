// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  maxPoolGrad(named: { x: number; dy: number; dx: number; batch: number; height: number; width: number; channels: number; outHeight: number; outWidth: number; filterHeight: number; filterWidth: number; strideY: number; strideX: number; padTop: number; padLeft: number }): void;
  avgPoolGrad(named: { dy: number; dx: number; batch: number; height: number; width: number; channels: number; outHeight: number; outWidth: number; filterHeight: number; filterWidth: number; strideY: number; strideX: number; padTop: number; padLeft: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 61,
  parameters: {
    maxPoolGrad: ['x', 'dy', 'dx', 'batch', 'height', 'width', 'channels', 'outHeight', 'outWidth', 'filterHeight', 'filterWidth', 'strideY', 'strideX', 'padTop', 'padLeft'],
    avgPoolGrad: ['dy', 'dx', 'batch', 'height', 'width', 'channels', 'outHeight', 'outWidth', 'filterHeight', 'filterWidth', 'strideY', 'strideX', 'padTop', 'padLeft'],
  },
  code: 'AGFzbQEAAAABJAJgD39/f39/f39/f39/f39/fwBgDn9/f39/f39/f39/f39/AAISAQNlbnYGbWVtb3J5AgEBgIAEAwMCAAEHHQILbWF4UG9vbEdyYWQAAAthdmdQb29sR3JhZAABCvoKAt8HAhF/BXsgAkEAIAZBAnQiEiAFbCIYIARsIANs/AsAA0AgAyAcSgRAQQAhGQNAIAcgGUoEQCALIBlsIA1rIgZBACAGQQBOGyEdIAQgBiAJaiIGIAQgBkgbIB1rIRdBACEaA0AgCCAaSgRAIAwgGmwgDmsiBkEAIAZBAE4bIQ8gBSAGIApqIgYgBSAGSBsgD2siFUEATCAXQQBMckUEQCAYIB1sIA8gEmxqIRsgEkFwcSEGQQAhDwNAIAYgD0sEQCAAIBtqIA9qIREgASAPaiACIBtqIA9qIRBBACETQQAhFCAYIBIgFWxrIR79DAAAgP8AAID/AACA/wAAgP8hIf0M/////////////////////yEi/QwAAAAAAAAAAAAAAAAAAAAAISADQCATIBdIBEBBACEWA0AgFSAWSgRAIBH9AAQAIiMgIf1EISQgIyAhICT9UiEhICAgIiAk/VIhIiAg/QwBAAAAAQAAAAEAAAABAAAA/a4BISAgFkEBaiEWIBEgEmohEQwBCwsgE0EBaiETIBEgHmohEQwBCwv9AAQAISH9DAAAAAAAAAAAAAAAAAAAAAAhIANAIBQgF0gEQEEAIREDQCARIBVIBEAgECAQ/QAEACAhICIgIP03/U795AH9CwQAICD9DAEAAAABAAAAAQAAAAEAAAD9rgEhICARQQFqIREgECASaiEQDAELCyAUQQFqIRQgECAeaiEQDAELCyAPQRBqIQ8MAQsLA0AgBiASSQRAIAAgG2ogBmohECABIAZqIAIgG2ogBmohD0EAIRFBACETIBggEiAVbGshHv0MAACA/wAAgP8AAID/AACA/yEh/Qz/////////////////////ISL9DAAAAAAAAAAAAAAAAAAAAAAhIANAIBEgF0gEQEEAIRQDQCAUIBVIBEAgEP1cAgAiIyAh/UQhJCAjICEgJP1SISEgICAiICT9UiEiICD9DAEAAAABAAAAAQAAAAEAAAD9rgEhICAUQQFqIRQgECASaiEQDAELCyARQQFqIREgECAeaiEQDAELC/1cAgAhIf0MAAAAAAAAAAAAAAAAAAAAACEgA0AgEyAXSARAQQAhEANAIBAgFUgEQCAPIA/9XAIAICEgIiAg/Tf9Tv3kAf1aAgAAICD9DAEAAAABAAAAAQAAAAEAAAD9rgEhICAQQQFqIRAgDyASaiEPDAELCyATQQFqIRMgDyAeaiEPDAELCyAGQQRqIQYMAQsLCyAaQQFqIRogASASaiEBDAELCyAZQQFqIRkMAQsLIAQgGGwiBiAAaiEAIAIgBmohAiAcQQFqIRwMAQsLC5YDAw5/AXsBfSABQQAgBUECdCITIARsIhYgA2wgAmz8CwADQCACIBdKBEBBACEUA0AgBiAUSgRAIAogFGwgDGsiBUEAIAVBAE4bIRAgAyAFIAhqIgUgAyAFSBshGEEAIRUDQCAHIBVKBEAgCyAVbCANayIFQQAgBUEAThshEUMAAIA/IBggEGsgBCAFIAlqIgUgBCAFSBsiGSARa2yylSEdIBAhDgNAIA4gGEgEQCARIQ8DQCAPIBlIBEAgASAOIBZsaiAPIBNsaiESIB39EyEcIAAiBSATQXBxaiEaIAUgE2ohGwNAIAUgGkkEQCASIBL9AAQAIBwgBf0ABAD95gH95AH9CwQAIAVBEGohBSASQRBqIRIMAQsLA0AgBSAbSQRAIBIgEv1cAgAgHCAF/VwCAP3mAf3kAf1aAgAAIAVBBGohBSASQQRqIRIMAQsLIA9BAWohDwwBCwsgDkEBaiEODAELCyAVQQFqIRUgACATaiEADAELCyAUQQFqIRQMAQsLIBdBAWohFyABIAMgFmxqIQEMAQsLCw==',
};
