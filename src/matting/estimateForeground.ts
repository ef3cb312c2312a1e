import {
  concat,
  divNoNan,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type TensorLike,
  tensor3d,
  transpose,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { inUnitRange } from '../internal/inUnitRange';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { planes } from '../ops/foregroundStep/composed';
import { foregroundStep } from '../ops/foregroundStep/foregroundStep';
import { gatherRows } from '../ops/gatherRows';
import { singleMapArgument } from './mapArgument';

export interface EstimateForegroundOptions {
  /** The strength of the smoothing between neighbours where alpha is flat; above 0 (default 1e-5). */
  epsilon?: number;
  /** Called after each level, from one pixel to the whole image. */
  onProgress?(progress: EstimateForegroundProgress): void;
  /** Ends the work and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface EstimateForegroundProgress {
  /** The number of levels done. */
  step: number;
  /** The number of levels. */
  total: number;
}

export interface ForegroundAndBackground {
  /** The colours of the foreground, `[height, width, channels]`; the caller disposes both. */
  foreground: Tensor3D;
  /** The colours of the background. */
  background: Tensor3D;
}

/** The side in pixels up to which a level is small and gets more iterations. */
const SMALL = 32;
const ITERATIONS = { small: 10, large: 2 };

/**
 * Estimates the colours of foreground and background of an image whose matte is known. Use the foreground to compose
 * over another background: in the image itself, the old background shines through.
 *
 *     min_{F,B} Σ_i |α_i F_i + (1 − α_i) B_i − I_i|² + Σ_{i,j} (ε + |α_i − α_j|) (|F_i − F_j|² + |B_i − B_j|²)
 *
 * over pixels i and their four neighbours j. Levels double in size, from one pixel to the whole image. On each level,
 * every pixel is solved given its neighbours: 10 times if the level has at most 32 pixels on each side, otherwise
 * twice:
 *
 *     F = F̄ + α r,  B = B̄ + (1 − α) r,    r = (I − α F̄ − (1 − α) B̄) / (α² + (1 − α)² + Σ_j (ε + |α − α_j|))
 *
 * where F̄ and B̄ are the neighbours' means, weighted by ε + |α − α_j|. The result is clipped to [0, 1]. No values are
 * read. It yields to the event loop between levels. There are no gradients.
 *
 * @param image `[height, width, channels]`, values in [0, 1], or int32 in 0..255, the range of `tf.browser.fromPixels`,
 * which is divided by 255.
 * @param alpha `[height, width]` or `[height, width, 1]`, values in [0, 1], such as a result of `closedFormMatte`.
 * @param options `epsilon`, `onProgress`, `signal`.
 * @returns `foreground` and `background`, each of the image's shape, in [0, 1]. Where alpha is 0 the foreground is
 * invisible, so its colours come from pixels where it is visible. A NaN in image or alpha spreads, because every pixel
 * depends on all others.
 * @throws ArgumentError if a shape is wrong or an option is unknown or out of range; the signal's reason. All as a
 * rejection.
 *
 * @example
 * const image = tf.tensor3d([[[0.2], [0.5], [0.8]]]);
 * const { foreground, background } = await estimateForeground(image, [[0, 0.5, 1]]);
 * foreground.print(); // [[[0.796063], [0.797626], [0.7986876]]]
 * background.print(); // [[[0.2011417], [0.2019564], [0.2034249]]]
 *
 * @see Germer, Uelwer, Conrad, Harmeling 2020, "Fast multi-level foreground estimation", with the constants of their
 * code (pymatting). All pixels are solved at once, as in its version for graphics processors, instead of one after
 * another. The initial colours are the means of the image weighted by α and 1 − α.
 */
export async function estimateForeground(
  image: Tensor3D | TensorLike,
  alpha: Tensor | TensorLike,
  options?: EstimateForegroundOptions,
): Promise<ForegroundAndBackground> {
  const name = 'estimateForeground';
  const defaults = { epsilon: 1e-5, onProgress: undefined, signal: undefined };
  const { epsilon, onProgress, signal } = optionsArgument(name, options, defaults);
  numberArgument(name, 'epsilon', epsilon, { above: 0, float32: true });
  if (onProgress !== undefined) functionArgument(name, 'onProgress', onProgress);
  signalArgument(name, signal);
  const owned = new OwnedTensors();
  try {
    /** The channels of the image as planes, then alpha: [channels + 1, height, width]. */
    const whole = tidy(() => owned.add(matteArgument(name, image, alpha)));
    const [, height, width] = whole.shape;
    const levels = Math.ceil(Math.log2(Math.max(height, width)));
    let colours = tidy(() => owned.add(meanColours(whole)));
    for (let level = 0; level <= levels; level++) {
      await yieldToEventLoop(signal);
      const part = levels === 0 ? 1 : level / levels;
      const size: Size = [Math.round(height ** part), Math.round(width ** part)];
      const previous = colours;
      colours = tidy(() => {
        const reduced = level === levels ? whole : nearest(whole, size);
        return owned.add(solveLevel(reduced, nearest(previous, size), epsilon));
      });
      owned.free(previous);
      onProgress?.({ step: level + 1, total: levels + 1 });
    }
    const channels = whole.shape[0] - 1;
    const imageOf = (first: number) => tidy(() => transpose(planes(colours, first, channels), [1, 2, 0]));
    return { foreground: imageOf(0), background: imageOf(channels) };
  } finally {
    owned.dispose();
  }
}

type Size = [height: number, width: number];

function matteArgument(functionName: string, image: Tensor | TensorLike, alpha: Tensor | TensorLike): Tensor3D {
  const colours = tensorArgument<Tensor3D>(functionName, 'image', image, { rank: 3 });
  if (colours.size === 0) {
    const got = `shape ${describeShape(colours.shape)}`;
    throw new ArgumentError(functionName, 'image is empty', 'at least one pixel and channel', got);
  }
  const [height, width] = colours.shape;
  const matte = singleMapArgument(functionName, 'alpha', alpha, [height, width]);
  return concat([transpose(inUnitRange(image, colours), [2, 0, 1]), reshape(matte, [1, height, width])]);
}

/** The mean colours of foreground and background as an image of one pixel, [2 · channels, 1, 1]. */
function meanColours(whole: Tensor3D): Tensor3D {
  const channels = whole.shape[0] - 1;
  const image = planes(whole, 0, channels);
  const alpha = planes(whole, channels, 1);
  const total = (map: Tensor) => sum(sum(map, 2, true), 1, true); // in stages, because WASM adds in float32
  const meanUnder = (weight: Tensor) => divNoNan(total(mul(weight, image)), total(weight)) as Tensor3D;
  return concat([meanUnder(alpha), meanUnder(sub(1, alpha))]);
}

/** Improves the colours [2 · channels, height, width] of foreground and background, given image and alpha. */
function solveLevel(level: Tensor3D, start: Tensor3D, epsilon: number): Tensor3D {
  const [, height, width] = level.shape;
  const iterations = height <= SMALL && width <= SMALL ? ITERATIONS.small : ITERATIONS.large;
  let colours = start;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const previous = colours;
    colours = foregroundStep(level, previous, epsilon);
    previous.dispose();
  }
  return colours;
}

/** Maps [depth, height, width] in another size: pixel n of N takes pixel ⌊n · size / N⌋. */
const nearest = (maps: Tensor3D, [height, width]: Size): Tensor3D =>
  tidy(() => {
    const [, fromHeight, fromWidth] = maps.shape;
    const indices = new Int32Array(height * width * 2);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        indices[2 * (y * width + x)] = Math.floor((y * fromHeight) / height);
        indices[2 * (y * width + x) + 1] = Math.floor((x * fromWidth) / width);
      }
    }
    const gathered = gatherRows(transpose(maps, [1, 2, 0]), tensor3d(indices, [height, width, 2], 'int32'));
    return transpose(gathered as Tensor3D, [2, 0, 1]);
  });
