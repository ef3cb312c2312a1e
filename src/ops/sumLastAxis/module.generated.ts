// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  sumRows(named: { x: number; output: number; rows: number; length: number; factor: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 34,
  parameters: {
    sumRows: ['x', 'output', 'rows', 'length', 'factor'],
  },
  code: 'AGFzbQEAAAABCQFgBX9/f398AAISAQNlbnYGbWVtb3J5AgEBgIAEAwIBAAcLAQdzdW1Sb3dzAAAK+QIB9gIDBH8EewF8A0AgAkEASgRAIAAhBSADIQZEAAAAAAAAAAAhDQNAIAZBEE4EQP0MAAAAAAAAAAAAAAAAAAAAACEJ/QwAAAAAAAAAAAAAAAAAAAAAIQr9DAAAAAAAAAAAAAAAAAAAAAAhC/0MAAAAAAAAAAAAAAAAAAAAACEMIAVBgAggBiAGQYAIShtBcHEiB0ECdGohCANAIAUgCEkEQCAJIAX9AAQA/eQBIQkgCiAF/QAEEP3kASEKIAsgBf0ABCD95AEhCyAMIAX9AAQw/eQBIQwgBUFAayEFDAELCyANIAkgCv3kASALIAz95AH95AEiCf1fIAkgCf0NCAkKCwwNDg8AAQIDBAUGB/1f/fABIgn9IQAgCf0hAaCgIQ0gBiAHayEGDAELCwNAIAZBAEoEQCANIAUqAgC7oCENIAZBAWshBiAFQQRqIQUMAQsLIAEgDSAEorY4AgAgAkEBayECIAAgA0ECdGohACABQQRqIQEMAQsLCw==',
};
