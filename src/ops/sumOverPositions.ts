import { reshape, type Tensor, type Tensor4D, transpose, zeros } from '@tensorflow/tfjs-core';
import { sumLastAxis } from './sumLastAxis/sumLastAxis';

/** [batch, h, w, channels] to [batch, 1, 1, channels]; tfjs's own sum adds in float32 on WASM. An empty sum is 0. */
export function sumOverPositions(x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape as Tensor4D['shape'];
  if (x.size === 0) return zeros([batch, 1, 1, channels]);
  const byPosition = reshape(x, [batch, height * width, channels]);
  const byChannel = channels === 1 ? reshape(x, [batch, 1, height * width]) : transpose(byPosition, [0, 2, 1]);
  return reshape(sumLastAxis(byChannel), [batch, 1, 1, channels]);
}
