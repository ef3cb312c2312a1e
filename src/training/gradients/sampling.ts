import { CropAndResize, cast, type Tensor, Transform, zerosLike } from '@tensorflow/tfjs-core';
import type { MendedGradient } from '../../engine/recordAs';
import { vjp } from '../../engine/vjp';
import { cropAndResize, transform } from '../imageSampling';

// tfjs has no gradient for these ops.

/** The gradients of both inputs of a sampling; boxes and transforms have none if nothing is sampled. */
function gradients(f: (image: Tensor, other: Tensor) => Tensor, image: Tensor, other: Tensor, dy: Tensor) {
  const [ofImage, ofOther] =
    image.size === 0 || dy.size === 0 ? [image, other].map((x) => zerosLike(x)) : vjp(f, [image, other], dy);
  return { image: () => ofImage, other: () => ofOther };
}

const cropAndResizeGradient: MendedGradient = {
  kernelName: CropAndResize,
  inputs: ['image', 'boxes', 'boxInd'],
  gradient: (dy, { image, boxes, boxInd }, attributes) => {
    const crop = (images: Tensor, places: Tensor) => cropAndResize(images, places, boxInd, attributes);
    const { image: ofImage, other } = gradients(crop, image, boxes, dy);
    return { image: ofImage, boxes: other, boxInd: () => zerosLike(cast(boxInd, 'float32')) };
  },
};

const transformGradient: MendedGradient = {
  kernelName: Transform,
  inputs: ['image', 'transforms'],
  gradient: (dy, { image, transforms }, attributes) => {
    const { image: ofImage, other } = gradients((i, t) => transform(i, t, attributes), image, transforms, dy);
    return { image: ofImage, transforms: other };
  },
};

export const samplingGradients: readonly MendedGradient[] = [cropAndResizeGradient, transformGradient];
