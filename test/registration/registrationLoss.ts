import * as tf from '@tensorflow/tfjs-core';
import { bendingEnergy, bsplineGrid, normalizedCrossCorrelation } from '../../src/registration';
import { affineGrid, affineGrid3d, bilinearSampler, trilinearSampler } from '../../src/spatial';

type Inputs = Record<'moving' | 'fixed' | 'theta' | 'controlPoints', tf.Tensor>;

/** The whole loss of a registration, from its public parts. */
export function registrationLoss(
  { moving, fixed, theta, controlPoints }: Inputs,
  options: { window?: number },
): tf.Tensor {
  return tf.tidy(() => {
    const size = fixed.shape.slice(0, -1);
    const volume = size.length === 3;
    const affine: tf.Tensor = volume ? affineGrid3d(theta, size as never) : affineGrid(theta, size as never);
    const identity = bsplineGrid(tf.zerosLike(controlPoints), size);
    const grid = tf.expandDims(tf.add(affine, tf.sub(bsplineGrid(controlPoints, size), identity)), 0);
    const images = tf.expandDims(moving, 0);
    const border = { padding: 'border' } as const;
    const warped = volume ? trilinearSampler(images, grid, border) : bilinearSampler(images, grid, border);
    const similarity = normalizedCrossCorrelation(warped, tf.expandDims(fixed, 0), options);
    return tf.add(tf.sub(1, similarity), tf.mul(bendingEnergy(controlPoints), 0.01));
  });
}
