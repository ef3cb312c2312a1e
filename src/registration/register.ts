import { expandDims, reshape, squeeze, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import { finiteValues } from '../internal/finiteValues';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { identityTheta } from '../spatial/linearGrid';
import { countFolds } from './countFolds';
import { Registration } from './Registration';
import { gridsOf, registerBatch } from './registerBatch';
import { type RegisterOptions, registrationDefaults, registrationSettings } from './registrationSettings';
import type { Level } from './stages';

/**
 * Finds the smooth map that aligns a moving image with a fixed one.
 *
 *     minimize over θ, then over c:   1 − r(M(θ (x, 1) + u_c(x)), F(x)) + λ · bendingEnergy(c)
 *
 * where M and F are the moving and the fixed image, r their normalized cross-correlation and u_c the displacement of
 * `bsplineGrid`. L-BFGS finds θ first, then the control points c. Each goes from coarse to fine: on small images first,
 * then on images of twice the size, with cells between control points half as wide each time.
 *
 * The map goes **from fixed to moving** coordinates: every pixel of the fixed image gets the value of the moving image
 * at its mapped position. So `warp(moving)` looks like the fixed image and has its size, and `warpLabels` transfers
 * labels of the moving image to the fixed one. If a structure is further right in the moving image, θ has a positive
 * translation. For the other direction, swap the two images.
 *
 * All parts are public and differentiable (`bsplineGrid`, `bendingEnergy`, `normalizedCrossCorrelation`, the samplers
 * of `diffblocks/spatial`), so you can use the same loss in a training loop.
 *
 * @param moving The image to warp, `[height, width, channels]`, or a volume `[depth, height, width, channels]`.
 * @param fixed The target image, with as many axes and channels; its size may differ.
 * @param options `transform`: stages, `['affine', 'freeForm']` by default. `similarity`: `'crossCorrelation'` (with
 * `window`, in windows of that width in pixels), `'squaredDifference'`, the mean squared difference over the variance
 * of the fixed image, or a function `(warped, fixed)` of batched images that returns a scalar to minimize. `levels`,
 * `controlPointSpacing` (default 6), `bendingEnergy`, the weight λ (default 0.0005; the energy takes the longest side
 * of the image as 2), `iterations` per stage and level (default 50), `initialTheta`, `onProgress`, `signal`.
 * @returns A `Registration`: `grid(size)`, `theta`, `controlPoints`, `warp(image)`, `warpLabels(labels)`, `jacobian()`,
 * `folds`, `loss`; the caller disposes it.
 * @throws ArgumentError if the images differ in axes or channels, are empty or not finite, or an option is unknown, not
 * finite or out of range; the signal's reason; and any error that `similarity` or `onProgress` throws. All as a rejection.
 *
 * @example
 * // A blob two pixels (of 16, so 0.25 of the grid's units) to the right of its position in the fixed image.
 * const blob = (centre) => tf.tidy(() => {
 *   const [x, y] = [tf.reshape(tf.range(0, 16), [1, 16, 1]), tf.reshape(tf.range(0, 16), [16, 1, 1])];
 *   return tf.exp(tf.div(tf.add(tf.square(tf.sub(x, centre)), tf.square(tf.sub(y, 7))), -8));
 * });
 * const registration = await register(blob(9), blob(7), { transform: ['affine'] });
 * const [[, , translation]] = await registration.theta.array();
 * translation.toFixed(2); // '0.25'
 * registration.dispose();
 *
 * @see Rueckert et al. 1999, "Nonrigid registration using free-form deformations: application to breast MR images",
 * which also adds the affine and the free-form part, but uses mutual information and gradient ascent.
 */
export async function register(
  moving: Tensor | TensorLike,
  fixed: Tensor | TensorLike,
  options?: RegisterOptions,
): Promise<Registration> {
  const { initialTheta, ...given } = optionsArgument('register', options, {
    ...registrationDefaults,
    initialTheta: undefined,
    onProgress: undefined,
    signal: undefined,
  });
  const settings = registrationSettings('register', given);
  const { onProgress, signal } = given;
  if (onProgress !== undefined) functionArgument('register', 'onProgress', onProgress);
  signalArgument('register', signal);
  signal?.throwIfAborted();

  const owned = new OwnedTensors();
  try {
    const images = imagesArgument(owned, moving, fixed);
    const size = images.fixed.shape.slice(1, -1);
    const theta = tidy(() => owned.add(thetaArgument(initialTheta, size.length)));
    for (const [name, tensor] of Object.entries({ ...images, initialTheta: theta })) {
      await finiteValues('register', name, tensor);
    }
    const found = await registerBatch(images, theta, { functionName: 'register', ...settings, onProgress, signal });
    for (const tensor of [found.theta, found.controlPoints]) if (tensor) owned.add(tensor);
    const transformation = tidy(() => ({
      theta: owned.add(squeeze(found.theta, [0])),
      controlPoints: found.controlPoints && owned.add(squeeze(found.controlPoints, [0])),
    }));
    const grid = owned.add(tidy(() => gridsOf(found, size)));
    const folds = await countFolds(grid);
    owned.release(transformation.theta);
    if (transformation.controlPoints) owned.release(transformation.controlPoints);
    return new Registration(transformation, size, found.losses[0], folds);
  } finally {
    owned.dispose();
  }
}

function imagesArgument(owned: OwnedTensors, moving: Tensor | TensorLike, fixed: Tensor | TensorLike): Level {
  return tidy(() => {
    const [m, f] = [
      tensorArgument('register', 'moving', moving, { rank: [3, 4] }),
      tensorArgument('register', 'fixed', fixed, { rank: [3, 4] }),
    ];
    if (m.rank !== f.rank || m.shape.at(-1) !== f.shape.at(-1)) {
      const expected = `${m.rank - 1} axes and ${m.shape.at(-1)} channels as in moving, of shape ${describeShape(m.shape)}`;
      throw new ArgumentError('register', 'fixed does not fit moving', expected, `shape ${describeShape(f.shape)}`);
    }
    for (const [name, image] of Object.entries({ moving: m, fixed: f })) {
      if (image.size > 0 && image.shape.slice(0, -1).every((count) => count >= 2)) continue;
      const got = `shape ${describeShape(image.shape)}`;
      throw new ArgumentError('register', `${name} is too small`, 'at least 2 pixels each way and a channel', got);
    }
    const batched = (image: Tensor) => owned.add(reshape(image, [1, ...image.shape]));
    return { moving: batched(m), fixed: batched(f) };
  });
}

function thetaArgument(theta: Tensor | TensorLike | undefined, axes: number): Tensor {
  if (theta === undefined) return identityTheta(1, axes);
  return expandDims(tensorArgument('register', 'initialTheta', theta, { shape: [axes, axes + 1] }), 0);
}
