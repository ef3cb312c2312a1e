import { slice, type Tensor } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { composed, type StyleDistanceAttributes } from './composed';
import { pairDistanceGradWebgpu, pairDistanceWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineFusedOp<'grams', StyleDistanceAttributes>({
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
  run({ grams }, attributes);
