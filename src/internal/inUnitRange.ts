import { div, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { isTensor } from './describe';

/** An image in [0, 1]: an int32 tensor is 0..255, as `tf.browser.fromPixels` returns it. `image` is `given`, checked. */
export const inUnitRange = <T extends Tensor>(given: Tensor | TensorLike, image: T): T =>
  isTensor(given) && given.dtype === 'int32' ? div<T>(image, 255) : image;
