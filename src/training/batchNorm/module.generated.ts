// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  scratchBytes(named: { channels: number; rows: number }): number;
  normalize(named: { x: number; mean: number; variance: number; scale: number; shift: number; output: number; scratch: number; channels: number; rows: number; epsilon: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 45,
  parameters: {
    scratchBytes: ['channels', 'rows'],
    normalize: ['x', 'mean', 'variance', 'scale', 'shift', 'output', 'scratch', 'channels', 'rows', 'epsilon'],
  },
  code: 'AGFzbQEAAAABFAJgAn9/AXxgCn9/f39/f39/f30AAhIBA2VudgZtZW1vcnkCAQGAgAQDAwIAAQccAgxzY3JhdGNoQnl0ZXMAAAlub3JtYWxpemUAAQqkBQIhACAAIABBAnQgAEEDcUUgAUEBRnIbt0QAAAAAAAAoQKIL/wQDAXsGfwF9IAcgB0ECdCAHQQNxRSAIQQFGchsiDkECdCELA0AgDCAOSARAIA1BAnQiDyACaioCACAJkpEhESAGIAxBAnRqIhAgASAPaioCADgCACALIBBqIAMEfSADIA9qKgIABUMAAIA/CyARlTgCACAQIAtBAXRqIAQEfSAEIA1BAnRqKgIABUMAAAAACzgCACAMQQFqIQwgDUEBaiINQQAgByANRxshDQwBCwsgByAIbCEDA0AgA0EASgRAIA4gAyADIA5KGyEBQQAhBANAIAEgBEoEQCAEQQJ0IgIgBmohByACIAVqIQggACACaiECIAcgC2ohDSAHIAtBAXRqIQ8CeyABIARrIgxBBE4EQCAC/QAEAAwBCyAC/VwCACIKIAxBAUYNABogAiAK/VYCBAEhCiAMQQJGBHsgCgUgAiAK/VYCCAILCwJ7IAxBBE4EQCAH/QAEAAwBCyAH/VwCACIKIAxBAUYNABogByAK/VYCBAEhCiAMQQJGBHsgCgUgByAK/VYCCAILC/3lAQJ7IAxBBE4EQCAN/QAEAAwBCyAN/VwCACIKIAxBAUYNABogDSAK/VYCBAEhCiAMQQJGBHsgCgUgDSAK/VYCCAILC/3mAQJ7IAxBBE4EQCAP/QAEAAwBCyAP/VwCACIKIAxBAUYNABogDyAK/VYCBAEhCiAMQQJGBHsgCgUgDyAK/VYCCAILC/3kASEKAkAgDEEETgRAIAggCv0LBAAMAQsgCCAK/VoCAAAgDEEBSgRAIAggCv1aAgQBCyAMQQJKBEAgCCAK/VoCCAILCyAEQQRqIQQMAQsLIAMgDmshAyAAIAtqIQAgBSALaiEFDAELCws=',
};
