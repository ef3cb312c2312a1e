import {
  add,
  cast,
  concat,
  div,
  engine,
  equal,
  floor,
  greater,
  greaterEqual,
  less,
  log,
  logicalAnd,
  max,
  min,
  mul,
  reshape,
  type Scalar,
  split,
  sub,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import type { Band, BandedMatrix } from '../ops/bandedProduct/banded';
import { bandedProduct } from '../ops/bandedProduct/bandedProduct';
import type { SamplingAttributes } from '../ops/sampling/attributes';
import { centredGrid, perspective } from '../ops/sampling/grid';
import { sampleBatch } from '../ops/sampling/sampleBatch';
import { finite, fold } from '../ops/sampling/taps';
import { select } from '../ops/select';
import { squaredFootprint } from './squaredFootprint';

/** Samples images where `matrix` maps the pixels of an output of `size`, without patterns too fine for that output. */
export function antialiased(
  images: Tensor4D,
  matrix: Tensor3D,
  size: readonly [number, number],
  sampling: SamplingAttributes,
): Tensor {
  const map = centredGrid(matrix, size);
  const projective = matrix.shape[1] === 3;
  const footprint = squaredFootprint(matrix, projective ? map : undefined);
  return sampleLevels(images, projective ? perspective(map) : map, footprint, sampling);
}

/**
 * Samples images at a grid, in pixels from their centre, through tents that grow with the footprint ρ:
 *
 *     V = Σ_l max(0, 1 − |λ − l|) V_l,  λ = log₂ max(1, ρ)
 *     V_l(x, y) = Σ_n Σ_m U[n, m] k_l(x − m) k_l(y − n),  k_l(t) = max(0, 1 − |t| / 2ˡ) / 2ˡ
 *
 * V_0 is the bilinear sampler. V_l is linear between integer pixels, so sampling it there is exact. From the second
 * level on it is computed only at every 2ˡ⁻¹-th pixel, because the tents leave almost nothing that could alias there.
 */
function sampleLevels(images: Tensor4D, grid: Tensor, squaredFootprint: Tensor, sampling: SamplingAttributes): Tensor {
  const [, height, width] = images.shape;
  const last = Math.ceil(Math.log2(Math.max(height, width)));
  const [first, ...levels] = levelWeights(squaredFootprint, last);
  const plain = mul(first.weight, sampleBatch(images, grid, sampling));
  const repeats = sampling.padding === 'reflection' || sampling.padding === 'wrap';
  const folded = repeats ? foldGrid(grid, [width, height], sampling) : grid;
  const padding = sampling.padding === 'zeros' ? 'zeros' : 'border';
  return levels.reduce((sum, { level, weight, wanted }) => {
    const points = div(folded, spacing(level));
    const sampled = sampleBatch(filtered(images, level, wanted, sampling), points, { ...sampling, padding });
    return add(sum, mul(weight, sampled));
  }, plain);
}

interface LevelWeight {
  level: number;
  /** max(0, 1 − |λ − l|). */
  weight: Tensor;
  /** 0 if neither the weight nor its gradient needs the level anywhere, else 1. */
  wanted: Scalar;
}

/**
 * The weights of level 0 and of the levels up to `last`, the largest λ, without those that are wanted nowhere if the
 * backend lets us read λ without waiting.
 */
function levelWeights(squaredFootprint: Tensor, last: number): LevelWeight[] {
  const most = 4 ** last;
  const between = noGradient(() => logicalAnd(greater(squaredFootprint, 1), less(squaredFootprint, most)));
  const end = noGradient(() => add(mul(cast(greaterEqual(squaredFootprint, most), 'float32'), most - 1), 1));
  const lambda = mul(log(select(between, squaredFootprint, end)), 0.5 / Math.LN2);
  const cell = noGradient(() => floor(lambda));
  const fraction = sub(lambda, cell);
  const isCell = (level: number) => noGradient(() => cast(equal(cell, level), 'float32'));
  const canRead = ['cpu', 'wasm'].includes(engine().backendName);
  const [lowest, highest] = canRead ? [min(cell), max(cell)].map((x) => x.dataSync()[0]) : [0, last];
  const levels = Array.from({ length: last + 1 }, (_, level) => level);
  const needed = levels.filter((level) => level === 0 || (level >= lowest && level <= highest + 1));
  return needed.map((level) => {
    const [falling, rising] = [isCell(level), isCell(level - 1)];
    const weight = add(mul(falling, sub(1, fraction)), mul(rising, fraction));
    return { level, weight, wanted: noGradient(() => max(add(falling, rising))) as Scalar };
  });
}

/** Pixels between samples of V_l. */
const spacing = (level: number) => 2 ** (level - 1);

/** V_l around the images' centre, as far as it differs from the values outside. */
function filtered(
  images: Tensor4D,
  level: number,
  wanted: Scalar,
  { padding, fill, alignCorners }: SamplingAttributes,
): Tensor {
  const [batch, height, width, channels] = images.shape;
  const [rows, columns] = [height, width].map((size) => tentMatrix(size, level, padding, alignCorners));
  const background = fill && tensor1d(fill);
  const upright = reshape(background ? sub(images, background) : images, [batch, height, width * channels]);
  const down = bandedProduct(upright as Tensor3D, rows, wanted);
  const across = bandedProduct(reshape(down, [batch * rows.rows.length, width, channels]), columns, wanted);
  const both = reshape(across, [batch, rows.rows.length, columns.rows.length, channels]);
  return background ? add(both, background) : both;
}

/**
 * k_l(p − m) for positions p around the middle of the axis and pixels m; pixels outside are mapped to their
 * replacements.
 */
function tentMatrix(
  size: number,
  level: number,
  padding: SamplingAttributes['padding'],
  alignCorners: boolean,
): BandedMatrix {
  const [reach, step] = [2 ** level, spacing(level)];
  // With a spacing of 1 the positions are integer pixels: this number is odd if the size is odd.
  const count = Math.ceil((size - 1 + 2 * reach) / step) + 1;
  const rows = Array.from({ length: count }, (_, row) => {
    const position = (size - 1) / 2 + (row - (count - 1) / 2) * step;
    return tent(position, reach, (pixel) => standIn(pixel, size, padding, alignCorners));
  });
  return { columns: size, rows };
}

/** k_l(position − m) for the pixels m, each placed by `columnOf`. */
function tent(position: number, reach: number, columnOf: (pixel: number) => number | undefined): Band {
  const band: Band = { first: 0, weights: [] };
  for (let pixel = Math.floor(position - reach) + 1; pixel < position + reach; pixel++) {
    const column = columnOf(pixel);
    if (column === undefined) continue;
    if (band.weights.length === 0) band.first = column;
    while (column < band.first) {
      band.first--;
      band.weights.unshift(0);
    }
    while (column >= band.first + band.weights.length) band.weights.push(0);
    band.weights[column - band.first] += (1 - Math.abs(position - pixel) / reach) / reach;
  }
  return band;
}

/** The pixel that provides the value of `pixel`; none outside with the padding `'zeros'`. */
function standIn(
  pixel: number,
  size: number,
  padding: SamplingAttributes['padding'],
  alignCorners: boolean,
): number | undefined {
  const clipped = Math.min(Math.max(pixel, 0), size - 1);
  if (padding === 'zeros') return pixel === clipped ? pixel : undefined;
  if (padding === 'border') return clipped;
  const period = padding === 'wrap' ? size : alignCorners ? Math.max(2 * (size - 1), 1) : 2 * size;
  const inPeriod = ((pixel % period) + period) % period;
  return padding === 'wrap' ? inPeriod : Math.min(inPeriod, period - inPeriod - (alignCorners ? 0 : 1));
}

/** The grid mirrored or wrapped into the images: filtering preserves the repetition of the padding outside them. */
function foldGrid(grid: Tensor, size: [width: number, height: number], sampling: SamplingAttributes): Tensor {
  const folded = split(grid, 2, 3).map((coordinate, axis) => {
    const middle = (size[axis] - 1) / 2;
    return sub(fold(finite(add(coordinate, middle), 0), size[axis], sampling).pixel, middle);
  });
  return concat(folded, 3);
}
