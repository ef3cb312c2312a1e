import { slice, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { composed, type StyleDistanceAttributes } from './composed';
import {
  pairDistanceGradWebgpu,
  pairDistanceWebgpu,
  styleDistanceGradForGramsWebgpu,
  styleDistanceGradForStyleGramsWebgpu,
  styleDistanceWebgpu,
} from './webgpu';

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

const runOfPair = /* @__PURE__ */ defineFusedOp<'grams', StyleDistanceAttributes>({
  name: 'StyleDistanceOfPair',
  inputs: ['grams'],
  composed: ({ grams }, attributes) => {
    const batch = grams.shape[0] / 2;
    const [own, others] = [0, batch].map((first) => slice(grams, [first, 0, 0], [batch, -1, -1]));
    return composed({ grams: own, styleGrams: others }, attributes);
  },
  kernels: { webgpu: pairDistanceWebgpu },
  gradientKernels: { grams: { webgpu: pairDistanceGradWebgpu } },
});

/** As `styleDistance`, of the matrices in one tensor [2 · batch, C, C], as `gramPair` returns them. */
export const styleDistanceOfPair = (grams: Tensor, attributes: StyleDistanceAttributes): Tensor =>
  runOfPair({ grams }, attributes);
