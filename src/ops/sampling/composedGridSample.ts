import {
  add,
  concat,
  logicalAnd,
  mul,
  reshape,
  split,
  type Tensor,
  type Tensor3D,
  tensor1d,
  tensor3d,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { gatherRows, scatterRows } from '../rows';
import type { SamplingAttributes } from './attributes';
import { axisTaps } from './taps';

/** A pixel that has a part in a sample, for every sample: [batch, samples, 1] each but for the indices' last axis. */
interface Tap {
  /** One index per spatial axis, slowest first; the first counts through the batch. */
  indices: Tensor;
  weight: Tensor;
  /** Whether the pixel is there; undefined where none can be missing. */
  present?: Tensor;
}

/** Σ_taps weight · image[tap], with `fill` in place of the pixels that are missing. */
export function composed({ images, grid }: { images: Tensor; grid: Tensor }, sampling: SamplingAttributes): Tensor {
  const channels = images.shape.at(-1)!;
  const outputShape = [...grid.shape.slice(0, -1), channels];
  if (grid.size === 0 || channels === 0) return zeros(outputShape);
  const rows = foldBatch(images);
  const taps = gridTaps(grid, images.shape, sampling);
  const outside = add(zeros([channels]), tensor1d(sampling.fill ?? [0]));
  const sampled = taps.map((tap) => mul(tap.weight, whereThere(tap, gatherRows(rows, tap.indices), outside)));
  return reshape(addAll(sampled), outputShape);
}

/** The adjoint of `composed` in the images, which are linear in it: Σ_taps weight · dy, added at each tap. */
export function composedImagesGrad(
  { dy, grid }: { dy: Tensor; grid: Tensor },
  { imagesShape, ...sampling }: SamplingAttributes & { imagesShape: number[] },
): Tensor {
  if (dy.size === 0) return zeros(imagesShape);
  const [batch, size, ...rest] = imagesShape;
  const vectors = reshape(dy, [batch, -1, dy.shape.at(-1)!]);
  const scattered = gridTaps(grid, imagesShape, sampling).map((tap) =>
    scatterRows(whereThere(tap, mul(tap.weight, vectors), zeros([1])), tap.indices, [
      batch * size,
      ...rest.slice(0, -1),
    ]),
  );
  return reshape(addAll(scattered), imagesShape);
}

/** [batch, size, ...rest] as [batch · size, ...rest]. */
function foldBatch(images: Tensor): Tensor {
  const [batch, size, ...rest] = images.shape;
  return reshape(images, [batch * size, ...rest]);
}

/** The taps of every sample: each combination of one tap per axis. */
function gridTaps(grid: Tensor, [batch, ...size]: number[], sampling: SamplingAttributes): Tap[] {
  const axes = grid.shape.at(-1)!;
  const coordinates = split(reshape(grid, [batch, -1, axes]) as Tensor3D, axes, 2);
  // Coordinates are (x, y) or (x, y, z), the images' axes the other way round.
  const perAxis = coordinates.map((_, axis) => axisTaps(coordinates[axes - 1 - axis], size[axis], sampling));
  const offsets = Array.from({ length: batch }, (_, example) => example * size[0]);
  const batchOffset = tensor3d(offsets, [batch, 1, 1], 'int32');
  const [first, ...others] = perAxis;
  const start: Tap[] = first.map(({ index, ...tap }) => ({ ...tap, indices: add(index, batchOffset) }));
  return others.reduce(
    (combined, axisTap) =>
      combined.flatMap((tap) =>
        axisTap.map(({ index, weight, present }) => ({
          indices: concat([tap.indices, index], 2),
          weight: mul(tap.weight, weight),
          present: present && noGradient(() => logicalAnd(tap.present!, present)),
        })),
      ),
    start,
  );
}

/** No product with zero: what stands at the index of a missing pixel may be NaN or infinite. */
const whereThere = ({ present }: Tap, value: Tensor, otherwise: Tensor): Tensor =>
  present ? where(present, value, otherwise) : value;

/** The sum, pair by pair: addN takes too many buffers at once on WebGPU. */
const addAll = (tensors: Tensor[]): Tensor => tensors.reduce((sum, x) => add(sum, x));
