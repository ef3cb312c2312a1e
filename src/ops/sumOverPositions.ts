import { sum, type Tensor, zeros } from '@tensorflow/tfjs-core';

/** [batch, h, w, channels] to [batch, 1, 1, channels], in two steps because WASM adds in float32. An empty sum is 0. */
export const sumOverPositions = (x: Tensor): Tensor =>
  x.size === 0 ? zeros([x.shape[0], 1, 1, x.shape.at(-1)!]) : sum(sum(x, 1, true), 2, true);
