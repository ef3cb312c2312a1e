import {
  add,
  concat,
  logicalAnd,
  mul,
  reshape,
  split,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  tensor1d,
  tensor3d,
  transpose,
  util,
  where,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { gatherRows, scatterRows } from '../gatherRows';
import { select } from '../select';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import type { SamplingAttributes, WithImagesShape } from './attributes';
import { type AxisTaps, axisTaps } from './taps';

/**
 * A pixel that contributes to a sample, for every sample. All are [batch, samples, 1], except for the last axis of the
 * indices.
 */
interface Tap {
  /** One index per spatial axis, slowest first; the first counts through the batch. */
  indices: Tensor;
  weight: Tensor;
  /** Whether the pixel exists; undefined if none can be missing. */
  present?: Tensor;
}

/** Σ_taps weight · image[tap], with `fill` for missing pixels. */
export function composed({ images, grid }: { images: Tensor; grid: Tensor }, sampling: SamplingAttributes): Tensor {
  const channels = images.shape.at(-1)!;
  const outputShape = [...grid.shape.slice(0, -1), channels];
  if (grid.size === 0 || channels === 0) return zeros(outputShape);
  const rows = foldBatch(images);
  const outside = background(channels, sampling);
  const sampled = combinations(gridTaps(grid, images.shape, sampling), images.shape).map((tap) =>
    mul(tap.weight, whereThere(tap, gatherRows(rows, tap.indices), outside)),
  );
  return reshape(addAll(sampled), outputShape);
}

/** The adjoint of `composed`, which is linear in the images: Σ_taps weight · dy, added at each tap. */
export function composedImagesGrad(
  { dy, grid }: { dy: Tensor; grid: Tensor },
  { imagesShape, ...sampling }: WithImagesShape<SamplingAttributes>,
): Tensor {
  if (dy.size === 0) return zeros(imagesShape);
  const [batch, rows, ...rest] = imagesShape.slice(0, -1);
  const vectors = vectorsOf(dy, batch);
  // Many samples of few pixels are spread over several copies of the images, so no float32 sum is long.
  const copies = Math.ceil(vectors.shape[1]! / (64 * util.sizeFromShape([rows, ...rest])));
  const taps = combinations(gridTaps(grid, imagesShape, sampling), imagesShape, copies);
  const scattered = taps.map((tap) =>
    scatterRows(whereThere(tap, mul(tap.weight, vectors), zeros([1])), tap.indices, [copies * batch * rows, ...rest]),
  );
  const sums = addAll(scattered);
  if (copies === 1) return reshape(sums, imagesShape);
  return reshape(sumLastAxis(transpose(reshape(sums, [copies, -1]))), imagesShape);
}

/**
 * The gradient of Σ dy · composed(images, grid) for the grid. Along each axis it is Σ_others weight Σ_taps
 * ∂weight/∂coordinate · (dy · image[tap] − dy · image[rest]), where rest is the tap whose weight is 1 minus the others.
 * It is exactly zero where the image has one colour and where no gradient passes, even if dy is infinite or NaN.
 */
export function composedGridGrad(
  { dy, images, grid }: { dy: Tensor; images: Tensor; grid: Tensor },
  sampling: SamplingAttributes,
): Tensor {
  if (dy.size === 0 || sampling.interpolation === 'nearest') return zerosLike(grid);
  const rows = foldBatch(images);
  const vectors = vectorsOf(dy, images.shape[0]);
  const axes = gridTaps(grid, images.shape, sampling);
  // Without a fill, missing pixels have no product with dy.
  const outside = sampling.fill && sum(mul(vectors, background(vectors.shape[2]!, sampling)), 2, true);
  const dots = combinations(axes, images.shape).map(({ indices, present }) => {
    const dot = sum(mul(vectors, gatherRows(rows, indices)), 2, true);
    return present ? select(present, dot, outside ?? zerosLike(dot)) : dot;
  });
  const gradients = axes.map((_, axis) => gradientAlong(axis, axes, dots));
  // Coordinates are (x, y) or (x, y, z), the images' axes in the opposite order.
  return reshape(concat(gradients.reverse(), 2), grid.shape);
}

/** `dots` has a tensor for each combination of taps; the last axis varies fastest. */
function gradientAlong(axis: number, axes: AxisTaps[], dots: Tensor[]): Tensor {
  const count = axes[0].taps.length;
  const step = count ** (axes.length - 1 - axis);
  const { taps, slope, passes } = axes[axis];
  const rest = taps.findIndex(({ derivative }) => derivative === undefined);
  const terms = dots.flatMap((_, combination) => {
    if (Math.floor(combination / step) % count !== 0) return [];
    const restDot = dots[combination + rest * step];
    const along = taps.flatMap(({ derivative }, tap) =>
      derivative ? [mul(derivative, sub(dots[combination + tap * step], restDot))] : [],
    );
    const weights = axes.flatMap((other, index) => {
      const tap = Math.floor(combination / count ** (axes.length - 1 - index)) % count;
      return index === axis ? [] : [other.taps[tap].weight];
    });
    return [
      mul(
        weights.reduce((product, weight) => mul(product, weight)),
        addAll(along),
      ),
    ];
  });
  const gradient = mul(addAll(terms), slope);
  return select(passes, gradient, zerosLike(gradient));
}

/** [batch, size, ...rest] as [batch · size, ...rest]. */
function foldBatch(images: Tensor): Tensor {
  const [batch, size, ...rest] = images.shape;
  return reshape(images, [batch * size, ...rest]);
}

/** [batch, samples, channels] */
const vectorsOf = (dy: Tensor, batch: number): Tensor => reshape(dy, [batch, -1, dy.shape.at(-1)!]);

/** The value of a missing pixel. */
const background = (channels: number, { fill }: SamplingAttributes): Tensor =>
  add(zeros([channels]), tensor1d(fill ?? [0]));

/** The taps of every sample along each axis of the images, slowest first. */
function gridTaps(grid: Tensor, [batch, ...size]: number[], sampling: SamplingAttributes): AxisTaps[] {
  const axes = grid.shape.at(-1)!;
  const coordinates = split(reshape(grid, [batch, -1, axes]) as Tensor3D, axes, 2);
  return coordinates.map((_, axis) => axisTaps(coordinates[axes - 1 - axis], size[axis], sampling));
}

/** Each combination of one tap per axis; the first index counts through the batch, and through copies of it. */
function combinations(axes: AxisTaps[], [batch, rows]: number[], copies = 1): Tap[] {
  const [first, ...others] = axes;
  const samples = copies > 1 ? first.passes.shape[1]! : 1;
  const offsets = Int32Array.from({ length: batch * samples }, (_, index) => {
    const [example, sample] = [Math.floor(index / samples), index % samples];
    return ((sample % copies) * batch + example) * rows;
  });
  const offset = tensor3d(offsets, [batch, samples, 1], 'int32');
  const start: Tap[] = first.taps.map(({ index, ...tap }) => ({ ...tap, indices: add(index, offset) }));
  return others.reduce(
    (combined, { taps }) =>
      combined.flatMap((tap) =>
        taps.map(({ index, weight, present }) => ({
          indices: concat([tap.indices, index], 2),
          weight: mul(tap.weight, weight),
          present: present && noGradient(() => logicalAnd(tap.present!, present)),
        })),
      ),
    start,
  );
}

/** Selects instead of multiplying by zero, because the pixel at the index of a missing one may be NaN or infinite. */
const whereThere = ({ present }: Tap, value: Tensor, otherwise: Tensor): Tensor =>
  present ? where(present, value, otherwise) : value;

/** Adds pair by pair, because addN binds too many buffers at once on WebGPU. */
const addAll = (tensors: Tensor[]): Tensor => tensors.reduce((sum, x) => add(sum, x));
