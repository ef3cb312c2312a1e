import * as tf from '@tensorflow/tfjs-core';
import { bilinearSampler, spatialTransformer, thinPlateSplineGrid } from 'diffblocks/spatial';

/** A family of transformations and its number of parameters. Parameters of zero leave the images unchanged. */
export interface Family {
  name: string;
  parameters: number;
  transform(images: tf.Tensor4D, parameters: tf.Tensor2D, size: [number, number]): tf.Tensor4D;
}

export const affine: Family = {
  name: 'affine',
  parameters: 6,
  transform: (images, parameters, size) => spatialTransformer(images, tf.add(parameters, [1, 0, 0, 0, 1, 0]), size),
};

export const projective: Family = {
  name: 'projective',
  parameters: 8,
  transform: (images, parameters, size) =>
    spatialTransformer(images, tf.add(parameters, [1, 0, 0, 0, 1, 0, 0, 0]), size),
};

const knots = [-1, -1 / 3, 1 / 3, 1];
const controlPoints = knots.flatMap((y) => knots.map((x) => [x, y]));

export const thinPlateSpline: Family = {
  name: 'thin plate spline',
  parameters: 2 * controlPoints.length,
  transform: (images, parameters, size) => {
    const offsets = tf.reshape(parameters, [-1, controlPoints.length, 2]);
    return bilinearSampler(images, thinPlateSplineGrid(controlPoints, tf.add(offsets, controlPoints), size));
  },
};
