import type { Tensor, Tensor4D, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import { scaledWarp } from '../ops/sampling/scaledWarp';
import { antialiased } from './antialiased';
import { imagesArgument, type SamplerOptions, samplerDefaults, samplingArgument } from './samplingArguments';
import { matrixOf, pixelMatrix, pixelRatios, thetaArgument } from './thetaMatrix';

export interface SpatialTransformerOptions extends SamplerOptions {
  /**
   * Filters the images where the output has fewer pixels than the part it shows, so that patterns too fine for the
   * output fade (default false).
   */
  antialias?: boolean;
}

/**
 * Transforms images: the output at (x, y) is the input at T_θ(x, y), interpolated bilinearly.
 *
 * It equals `bilinearSampler` on the grid of θ. The shape of θ determines the kind of map:
 *
 *     [batch, 2, 3] or [batch, 6]   affine, as in `affineGrid`
 *     [batch, 3]                    attention (s, tx, ty), as in `attentionTheta`
 *     [batch, 8]                    projective, row by row with h33 = 1, as in `projectiveGrid`
 *
 * At the identity and the images' own size the output equals the images, bit for bit.
 *
 * With `antialias` an output pixel that covers ρ > 1 pixels of the images is their mean under tents of that size. Where
 * ρ ≤ 1 nothing changes:
 *
 *     V = Σ_l max(0, 1 − |λ − l|) V_l,  λ = log₂ max(1, ρ),  ρ = max(|∂(x, y)/∂X|, |∂(x, y)/∂Y|)
 *     V_l(x, y) = Σ_n Σ_m U[n, m] k_l(x − m) k_l(y − n),  k_l(t) = max(0, 1 − |t| / 2ˡ) / 2ˡ
 *
 * with (x, y) in pixels of the images and (X, Y) in pixels of the output; from l = 2 on V_l is interpolated between
 * every 2ˡ⁻¹-th pixel. Levels go up to l = ⌈log₂ max(height, width)⌉. On WebGPU all of them are sampled, on other
 * backends only those that θ needs. `padding` sets the values outside. θ also gets the gradient through λ; it is zero
 * where ρ ≤ 1 or where one output pixel covers the whole image.
 *
 * @param images `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param theta One of the shapes above, without the batch axis for one example. A batch of 1 serves every image, and
 * one image in a batch of 1 serves every θ. For images with a batch axis, `[2, 3]` means two attention windows; pass
 * one matrix for all images as `[1, 2, 3]`.
 * @param size `[height, width]` of the output.
 * @param options `padding` (default `'zeros'`), `fill` (default 0), `alignCorners` (default false), `antialias`
 * (default false).
 * @returns `[batch, height, width, channels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, images has no pixels, the size is not two positive integers or is too
 * large, an option is unknown, or fill is given for another padding or does not fit the channels.
 *
 * @example
 * const image = tf.tensor3d([[[1], [2]], [[3], [4]]]);
 * spatialTransformer(image, [-1, 0, 0, 0, 1, 0], [2, 2]).print(); // [[[2], [1]], [[4], [3]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", section 3; `antialias` is Williams 1983, "Pyramidal
 * parametrics", with tents instead of boxes.
 */
export function spatialTransformer<T extends Tensor | TensorLike, Transformed extends SameRank<T> = SameRank<T>>(
  images: T,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SpatialTransformerOptions,
): Transformed {
  return tidy(() => {
    const given = imagesArgument('spatialTransformer', 'images', images, 2);
    const unbatched = given.rank === 3;
    const parameters = thetaArgument('spatialTransformer', theta, unbatched ? undefined : given.shape[0]);
    const batch = Math.max(unbatched ? 1 : given.shape[0], parameters.shape[0]);
    sizeArgument('spatialTransformer', size, ['height', 'width'], [batch, given.shape.at(-1)!]);
    const defaults = { ...samplerDefaults, antialias: false };
    const { antialias, ...samplerOptions } = optionsArgument('spatialTransformer', options, defaults);
    booleanArgument('spatialTransformer', 'antialias', antialias);
    const channels = given.shape.at(-1)!;
    const sampling = {
      ...samplingArgument('spatialTransformer', 'linear', samplerOptions, channels),
      inPixels: true as const,
    };
    const batched = toBatch<Tensor4D>(given, 4);
    const sizes = [batched.shape.slice(1, 3), size, sampling.alignCorners] as const;
    const sampled =
      antialias && given.size > 0
        ? antialiased(batched, pixelMatrix(parameters, ...sizes), size, sampling)
        : scaledWarp(batched, matrixOf(parameters), { ...sampling, size, ratios: pixelRatios(parameters, ...sizes) });
    return fromBatch(sampled, unbatched);
  });
}
