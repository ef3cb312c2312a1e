import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { composed, type StyleDistanceAttributes } from './composed';
import { styleDistanceGradForGramsWebgpu, styleDistanceGradForStyleGramsWebgpu, styleDistanceWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineFusedOp<'grams' | 'styleGrams', StyleDistanceAttributes>({
  name: 'StyleDistance',
  inputs: ['grams', 'styleGrams'],
  composed,
  kernels: { webgpu: styleDistanceWebgpu },
  gradientKernels: {
    grams: { webgpu: styleDistanceGradForGramsWebgpu },
    styleGrams: { webgpu: styleDistanceGradForStyleGramsWebgpu },
  },
});

/** Σ (G / M − A / M')² / (4 C²) of each example, for Gram matrices [batch, C, C]; a factor makes it a scalar. */
export const styleDistance = (grams: Tensor3D, styleGrams: Tensor3D, attributes: StyleDistanceAttributes): Tensor =>
  run({ grams, styleGrams }, attributes);
