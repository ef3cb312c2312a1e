import {
  add,
  clipByValue,
  clone,
  greaterEqual,
  lessEqual,
  logicalOr,
  mul,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { numberArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { toFloat } from '../internal/toFloat';
import { mattingCycle, mattingPreconditioner } from '../ops/mattingPreconditioner/mattingPreconditioner';
import { type ConjugateGradientProgress, conjugateGradient } from '../optimize';
import { singleMapArgument } from './mapArgument';
import { laplacianOf, windowedImageArgument } from './mattingLaplacian';

export interface ClosedFormMatteOptions {
  /** The cost of differing from the trimap where it is known (default 100). */
  lambda?: number;
  /** Cost of the slopes of the colour models (default 1e-7), as in `mattingLaplacian`. */
  epsilon?: number;
  /** Windows have 2 · radius + 1 pixels on each side (default 1). */
  radius?: number;
  /**
   * Ends when the residual is at most this times the norm of the right-hand side (default 1e-7), or times 100 / `lambda`
   * of it for a `lambda` above 100.
   */
  tolerance?: number;
  /** The initial matte, `[height, width]`, values in [0, 1], such as that of the previous frame (default 0). */
  initial?: Tensor | TensorLike;
  /** An estimate of alpha, `[height, width]`, values in [0, 1]; with `confidence` it forms a soft trimap. */
  prior?: Tensor | TensorLike;
  /** The confidence in the prior, `[height, width]`, values in [0, 1]: 1 weighs as much as a known pixel, 0 nothing. */
  confidence?: Tensor | TensorLike;
  /** The maximum number of iterations (default 10,000, or 10 times the number of pixels if that is less). */
  maxIterations?: number;
  /** Called each time the residual is read. */
  onProgress?(progress: ConjugateGradientProgress): void;
  /** Ends the work and rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Computes the matte of an image from a trimap or scribbles: how much of each pixel is foreground. It assumes that, in
 * every small window, the foreground colours are on one line and the background colours on another.
 *
 *     (L + λ (D + C)) α = λ (D d + C p)
 *
 * where L is the matting Laplacian of the image, D the diagonal matrix with ones at known pixels, and d one at known
 * foreground. C has the `confidence` of each pixel in the `prior` p. Preconditioned conjugate gradients solve the
 * system; the result is clipped to [0, 1].
 *
 * On WASM with radius 1 the preconditioner is a multigrid cycle: the same system on ever coarser grids. It takes about
 * 100 bytes per pixel, and 25 to 100 iterations almost whatever the distance between known pixels. Elsewhere the
 * diagonal is the preconditioner, and the distance decides: a narrow band around an outline takes about 100 iterations,
 * one six times as wide 580, and two scribbles on 50,000 pixels 800 to 2,400. The tolerance bounds the residual, not the
 * error of α, which is larger with the diagonal: scribbles were off by up to 0.03 at 1e-6, and by 0.005 at 1e-7, the
 * limit of float32. On WASM the statistics of windows are recomputed in each iteration, because keeping them would take
 * four times the memory of the image.
 *
 * There are no gradients. The values of image and maps are read once. Every iteration yields to the event loop.
 *
 * @param image `[height, width, 3]` or `[height, width, 1]`, values in [0, 1]; pixels of 0 to 255 throw.
 * @param trimap `[height, width]` or `[height, width, 1]`, values in [0, 1]: 0.9 and above is foreground, 0.1 and below
 * background, the rest (scribbles: 0.5) unknown. Without a prior it needs both foreground and background.
 * @param options `lambda` (default 100), `epsilon` (default 1e-7), `radius` (default 1), `tolerance` (default 1e-7),
 * `initial`, `prior` and `confidence` (maps like the trimap), `maxIterations`, `onProgress`, `signal`.
 * @returns Alpha, `[height, width]`, in [0, 1], even if `maxIterations` ended the work before the tolerance was
 * reached. `onProgress` reports the residual of the recursion. The residual of alpha itself is never far below 1e-7 in
 * float32, and may be several times larger. The caller disposes alpha.
 * @throws ArgumentError if a shape is wrong, the image is smaller than a window, a value is NaN or outside [0, 1], the
 * trimap has no foreground or no background, only one of prior and confidence is given, or an option is unknown or out
 * of range; the signal's reason. All as a rejection.
 *
 * @example
 * const ramp = [[[0], [0], [0]], [[0.3], [0.3], [0.3]], [[1], [1], [1]]];
 * const alpha = await closedFormMatte(ramp, [[0, 0, 0], [0.5, 0.5, 0.5], [1, 1, 1]]);
 * tf.round(tf.mul(100, alpha)).print(); // [[0, 0, 0], [30, 30, 30], [100, 100, 100]]
 *
 * @see Levin, Lischinski, Weiss 2008, "A closed-form solution to natural image matting", eq. 13; the thresholds of
 * the trimap and λ are those of pymatting. A prior enters as in Levin, Rav-Acha, Lischinski 2008, "Spectral matting".
 */
export async function closedFormMatte(
  image: Tensor3D | TensorLike,
  trimap: Tensor | TensorLike,
  options?: ClosedFormMatteOptions,
): Promise<Tensor2D> {
  const name = 'closedFormMatte';
  const { lambda, epsilon, radius, initial, prior, confidence, ...solver } = optionsArgument(name, options, {
    lambda: 100,
    epsilon: 1e-7,
    radius: 1,
    tolerance: 1e-7,
    initial: undefined,
    prior: undefined,
    confidence: undefined,
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

  if ((prior === undefined) !== (confidence === undefined)) {
    const got = prior === undefined ? 'confidence alone' : 'prior alone';
    throw new ArgumentError(name, 'prior and confidence belong together', 'both or neither', got);
  }

  const owned = new OwnedTensors();
  try {
    const maps = tidy(() => {
      const photo = windowedImageArgument(name, image, { epsilon, radius });
      const [height, width] = photo.shape;
      const given = Object.entries({ trimap, initial, prior, confidence }).filter(
        ([mapName, value]) => mapName === 'trimap' || value !== undefined,
      );
      const entries = given.map(([mapName, value]): [string, Tensor] => [
        mapName,
        singleMapArgument(name, mapName, value as Tensor | TensorLike, [height, width]),
      ]);
      const copies = [['image', photo] as const, ...entries].map(([mapName, map]) => [mapName, owned.add(clone(map))]);
      return Object.fromEntries(copies) as Record<string, Tensor>;
    });
    await requireValues(maps);

    const laplacian = laplacianOf(name, maps.image as Tensor3D, { epsilon, radius });
    try {
      const { attributes, ...windowed } = laplacian.operands(name);
      const { weights, target, preconditioning } = tidy(() => {
        const foreground = greaterEqual(maps.trimap, 0.9);
        const known = toFloat(logicalOr(foreground, lessEqual(maps.trimap, 0.1)));
        const weights = maps.confidence ? add(known, maps.confidence) : known;
        const wanted = maps.prior ? add(toFloat(foreground), mul(maps.confidence, maps.prior)) : toFloat(foreground);
        const weighted = owned.add(mul<Tensor2D>(lambda, weights));
        const preconditioning = owned.add(mattingPreconditioner(windowed, weighted, attributes));
        return { weights: weighted, target: owned.add(mul<Tensor2D>(lambda, wanted)), preconditioning };
      });
      const system = (x: Tensor2D) => add(laplacian.apply(x), mul(weights, x));
      const preconditioner = (r: Tensor2D) => mattingCycle(preconditioning, r);
      const start = maps.initial as Tensor2D | undefined;
      // λ scales the right-hand side, but not the residuals of unknown pixels.
      const tolerance = solver.tolerance * Math.min(1, 100 / lambda);
      const { x } = await conjugateGradient(system, target, { preconditioner, initial: start, ...solver, tolerance });
      owned.add(x);
      return tidy(() => clipByValue(x, 0, 1));
    } finally {
      laplacian.dispose();
    }
  } finally {
    owned.dispose();
  }
}

/** Bytes divided by 255 can leave [0, 1], but only by rounding. */
const slack = 1e-4;

async function requireValues(maps: Record<string, Tensor>): Promise<void> {
  const values = Object.fromEntries(
    await Promise.all(Object.entries(maps).map(async ([mapName, map]) => [mapName, await map.data()] as const)),
  );
  for (const [mapName, numbers] of Object.entries(values)) {
    const stray = numbers.find((value) => !(value >= -slack && value <= 1 + slack));
    if (stray === undefined) continue;
    const expected = 'values from 0 to 1 (divide bytes by 255)';
    throw new ArgumentError('closedFormMatte', `${mapName} has a value outside [0, 1]`, expected, String(stray));
  }
  if (values.prior) return;
  const { trimap } = values;
  const lacks = (side: string, threshold: string) => {
    throw new ArgumentError('closedFormMatte', `trimap has no ${side}`, `a pixel of ${threshold}`, 'none');
  };
  if (!trimap.some((value) => value >= 0.9)) lacks('foreground', '0.9 or more');
  if (!trimap.some((value) => value <= 0.1)) lacks('background', '0.1 or less');
}
