import type { Tensor3D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed, type ForegroundStepAttributes } from './composed';
import { foregroundStepWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'level' | 'colours', ForegroundStepAttributes>({
  name: 'ForegroundStep',
  inputs: ['level', 'colours'],
  composed,
  kernels: { wasm: foregroundStepWasm },
});

/**
 * Solves each pixel for its colours [2 · channels, height, width] of foreground F and background B, given those of its
 * four neighbours, and the image I and its α in `level` [channels + 1, height, width]:
 *
 *     F = F̄ + α r,  B = B̄ + (1 − α) r,    r = (I − α F̄ − (1 − α) B̄) / (α² + (1 − α)² + Σ_j (ε + |α − α_j|))
 *
 * where F̄ and B̄ are the neighbours' means, weighted by ε + |α − α_j|. The result is clipped to [0, 1].
 */
export const foregroundStep = (level: Tensor3D, colours: Tensor3D, epsilon: number): Tensor3D =>
  run({ level, colours }, { epsilon });
