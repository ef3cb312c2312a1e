import type { Tensor4D } from '@tensorflow/tfjs-core';

export interface Masks {
  image: Tensor4D;
  reference: Tensor4D;
}

/** Returns the image with new colours, under the masks [batch, h, w, 1] of one class if given. */
export type Match = (image: Tensor4D, reference: Tensor4D, masks?: Masks) => Tensor4D;
