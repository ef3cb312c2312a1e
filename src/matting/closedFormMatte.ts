import {
  add,
  cast,
  clipByValue,
  div,
  greaterEqual,
  lessEqual,
  logicalOr,
  maximum,
  mul,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { numberArgument, tensorArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { type ConjugateGradientProgress, conjugateGradient } from '../optimize';
import { laplacianOf, windowedImageArgument } from './mattingLaplacian';

export interface ClosedFormMatteOptions {
  /** What it costs to differ from the trimap where that is known (default 100). */
  lambda?: number;
  /** Cost of the slopes of the colour models (default 1e-7), as of `mattingLaplacian`. */
  epsilon?: number;
  /** Windows have 2 · radius + 1 pixels each way (default 1). */
  radius?: number;
  /** Ends when the residual is at most this times the norm of the right-hand side (default 1e-7). */
  tolerance?: number;
  /** The most iterations (default 10,000, or 10 times the pixels if that is less). */
  maxIterations?: number;
  /** Called whenever the residual has been looked at. */
  onProgress?(progress: ConjugateGradientProgress): void;
  /** Ends the work by a rejection with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * The matte of an image from a trimap or scribbles: how much of each pixel is foreground, under the assumption that the
 * colours of foreground and background each lie on a line in every small window.
 *
 *     (L + λ D) α = λ d
 *
 * with L the matting Laplacian of the image, D the diagonal matrix with ones at known pixels, and d one at known
 * foreground. It is solved by conjugate gradients, preconditioned by the diagonal, and clipped to [0, 1].
 *
 * How long that takes depends on how far the known pixels are apart: a narrow band around an outline takes some 100
 * iterations, two scribbles alone on 50,000 pixels 800 to 2,400. They need the default tolerance too: at 1e-6 α was off by
 * up to 0.03 there, at 1e-7 by 0.005, which is where float32 ends. On WASM the statistics of windows are computed anew in
 * each iteration, not kept, which would take four times the memory of the image.
 *
 * There are no gradients. Timers have their turn in every iteration.
 *
 * @param image `[height, width, 3]` or `[height, width, 1]`, values in [0, 1].
 * @param trimap `[height, width]`: 0.9 and above is foreground, 0.1 and below background, what lies between (scribbles:
 * 0.5) unknown. Without any foreground the matte is 0.
 * @param options `lambda`, `epsilon`, `radius`, `tolerance`, `maxIterations`, `onProgress`, `signal`.
 * @returns Alpha, `[height, width]`, in [0, 1], also where `maxIterations` ended the work before the tolerance was
 * reached. `onProgress` says how near it came, by the residual of the recursion; that of alpha itself is never far below
 * 1e-7 in float32, and may be some times larger. The caller disposes it.
 * @throws ArgumentError if a shape is wrong, the image is smaller than a window, or an option is unknown or out of range;
 * the signal's reason. All as a rejection.
 *
 * @example
 * const ramp = [[[0], [0], [0]], [[0.3], [0.3], [0.3]], [[1], [1], [1]]];
 * const alpha = await closedFormMatte(ramp, [[0, 0, 0], [0.5, 0.5, 0.5], [1, 1, 1]]);
 * tf.round(tf.mul(100, alpha)).print(); // [[0, 0, 0], [30, 30, 30], [100, 100, 100]]
 *
 * Source: Levin, Lischinski, Weiss 2008, "A closed-form solution to natural image matting", eq. 13; thresholds of the
 * trimap and λ are those of pymatting.
 */
export async function closedFormMatte(
  image: Tensor3D | TensorLike,
  trimap: Tensor2D | TensorLike,
  options?: ClosedFormMatteOptions,
): Promise<Tensor2D> {
  const name = 'closedFormMatte';
  const { lambda, epsilon, radius, ...solver } = optionsArgument(name, options, {
    lambda: 100,
    epsilon: 1e-7,
    radius: 1,
    tolerance: 1e-7,
    maxIterations: undefined,
    onProgress: undefined,
    signal: undefined,
  });
  numberArgument(name, 'lambda', lambda, { above: 0, float32: true });
  numberArgument(name, 'tolerance', solver.tolerance, { atLeast: 0 });
  if (solver.maxIterations !== undefined) {
    numberArgument(name, 'maxIterations', solver.maxIterations, { atLeast: 0, integer: true });
  }
  if (solver.onProgress !== undefined) functionArgument(name, 'onProgress', solver.onProgress);
  signalArgument(name, solver.signal);

  tidy(() => {
    const [height, width] = windowedImageArgument(name, image, { epsilon, radius }).shape;
    tensorArgument(name, 'trimap', trimap, { shape: [height, width] });
  });

  const laplacian = laplacianOf(name, image, { epsilon, radius });
  const owned = new OwnedTensors();
  try {
    const { weights, target, diagonal } = tidy(() => {
      const given = tensorArgument<Tensor2D>(name, 'trimap', trimap, { shape: laplacian.shape });
      const foreground = greaterEqual(given, 0.9);
      const known = logicalOr(foreground, lessEqual(given, 0.1));
      const weighted = (mask: Tensor) => owned.add(mul<Tensor2D>(lambda, cast(mask, 'float32')));
      const weights = weighted(known);
      // A pixel of a colour of its own has a diagonal of about ε, which float32 may round to 0.
      const diagonal = owned.add(maximum(add(laplacian.diagonal(), weights), epsilon));
      return { weights, target: weighted(foreground), diagonal };
    });
    const system = (x: Tensor2D) => add(laplacian.apply(x), mul(weights, x));
    const preconditioner = (r: Tensor2D) => div(r, diagonal);
    const { x } = await conjugateGradient(system, target, { preconditioner, ...solver });
    owned.add(x);
    return tidy(() => clipByValue(x, 0, 1));
  } finally {
    laplacian.dispose();
    owned.dispose();
  }
}
