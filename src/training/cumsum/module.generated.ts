// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  cumsum(named: { x: number; output: number; outer: number; length: number; inner: number; exclusive: boolean; reverse: boolean }): void;
  cumsumOfIntegers(named: { x: number; output: number; outer: number; length: number; inner: number; exclusive: boolean; reverse: boolean }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 36,
  parameters: {
    cumsum: ['x', 'output', 'outer', 'length', 'inner', 'exclusive', 'reverse'],
    cumsumOfIntegers: ['x', 'output', 'outer', 'length', 'inner', 'exclusive', 'reverse'],
  },
  code: 'AGFzbQEAAAABCwFgB39/f39/f38AAhIBA2VudgZtZW1vcnkCAQGAgAQDAwIAAAcdAgZjdW1zdW0AARBjdW1zdW1PZkludGVnZXJzAAAK7gQCuQEBBn9BACAEQQJ0IgxrIAwgBhshCiAMIANBAWtsQQAgBhshCwNAIAIgCUoEQEEAIQQDQCAEIAxJBEBBACEHIAQgC2ohBkEAIQgDQCADIAhKBEAgBQRAIAEgBmogBzYCAAsgByAAIAZqKAIAaiEHIAVFBEAgASAGaiAHNgIACyAIQQFqIQggBiAKaiEGDAELCyAEQQRqIQQMAQsLIAlBAWohCSADIAxsIgQgAGohACABIARqIQEMAQsLC7ADAwV/A3sBfEEAIARBAnQiCGsgCCAGGyEJIAggA0EBa2xBACAGGyEKA0AgAiALSgRAQQAhBANAIARBEGogCE0EQP0MAAAAAAAAAAAAAAAAAAAAACEM/QwAAAAAAAAAAAAAAAAAAAAAIQ0gBCAKaiEGQQAhBwNAIAMgB0oEQCAFBEAgASAGaiAM/V4gDf1e/Q0AAQIDBAUGBxAREhMUFRYX/QsEAAsgDCAAIAZq/QAEACIO/V/98AEhDCANIA4gDv0NCAkKCwwNDg8AAQIDBAUGB/1f/fABIQ0gBUUEQCABIAZqIAz9XiAN/V79DQABAgMEBQYHEBESExQVFhf9CwQACyAHQQFqIQcgBiAJaiEGDAELCyAEQRBqIQQMAQsLA0AgBCAISQRARAAAAAAAAAAAIQ8gBCAKaiEGQQAhBwNAIAMgB0oEQCAFBEAgASAGaiAPtjgCAAsgDyAAIAZqKgIAu6AhDyAFRQRAIAEgBmogD7Y4AgALIAdBAWohByAGIAlqIQYMAQsLIARBBGohBAwBCwsgC0EBaiELIAMgCGwiBCAAaiEAIAEgBGohAQwBCwsL',
};
