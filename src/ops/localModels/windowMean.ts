import { div, mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { windowSizes } from './composed';
import { windowMoments } from './windowMoments';

const run = /* @__PURE__ */ defineOp<'x', { radius: number }>({
  name: 'WindowMean',
  inputs: ['x'],
  composed: ({ x }, { radius }) => windowMoments(x as Tensor4D, 0, radius).mean,
  gradient: (dy, { x }, { radius }) => ({
    x: () => tidy(() => windowSum(div<Tensor4D>(dy, windowSizes(x.shape, radius)), radius)),
  }),
});

/**
 * The mean of planes [planes, batch, height, width] over the (2 · radius + 1)² pixels around each pixel, cut at the
 * border.
 */
export const windowMean = (x: Tensor4D, radius: number): Tensor4D => run({ x }, { radius });

/** The sum over the same windows. Pixel i is in the window of j if j is in that of i, so this is its own adjoint. */
export const windowSum = (x: Tensor4D, radius: number): Tensor4D =>
  tidy(() => mul(windowMean(x, radius), windowSizes(x.shape, radius)));
