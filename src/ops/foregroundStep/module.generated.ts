// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  foregroundStep(named: { level: number; colours: number; output: number; channels: number; height: number; width: number; epsilon: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 36,
  parameters: {
    foregroundStep: ['level', 'colours', 'output', 'channels', 'height', 'width', 'epsilon'],
  },
  code: 'AGFzbQEAAAABCwFgB39/f39/f30AAhIBA2VudgZtZW1vcnkCAQGAgAQDAgEABxIBDmZvcmVncm91bmRTdGVwAAAK/AMB+QMCCn0OfyAFQQJ0IhQgBGwiGiADbCIVIABqIRIDQCAEIBNKBEAgEyAUbCIdIBRrIB0gE0EAShshFiAUIB1qIB0gEyAEQQFrSBshF0EAIQMDQCADIAVIBEAgHSADQQJ0IhxBBGsgHCADQQBKG2ohGEMAAIA/IBIgHWogHGoqAgAiB5MhCCAHIAeUIAggCJSSIAYgByASIBZqIBxqKgIAk4uSIgkgBiAHIBIgF2ogHGoqAgCTi5IiCpIgBiAHIBIgGGoqAgCTi5IiC5IgBiAHIB0gHEEEaiAcIAMgBUEBa0gbaiIZIBJqKgIAk4uSIgySIg2SIQ5BACERA0AgESAVSQRAIAIgEWogHWogHGoiGyAJIBYgASARaiIeaiAcaioCAJQgCiAXIB5qIBxqKgIAlJIgCyAYIB5qKgIAlJIgDCAZIB5qKgIAlJIgDZUiDyAHIAAgEWogHWogHGoqAgAgByAPlJMgCCAJIBYgFSAeaiIeaiAcaioCAJQgCiAXIB5qIBxqKgIAlJIgCyAYIB5qKgIAlJIgDCAZIB5qKgIAlJIgDZUiD5STIA6VIhCUkkMAAAAAl0MAAIA/ljgCACAVIBtqIA8gCCAQlJJDAAAAAJdDAACAP5Y4AgAgESAaaiERDAELCyADQQFqIQMMAQsLIBNBAWohEwwBCwsL',
};
