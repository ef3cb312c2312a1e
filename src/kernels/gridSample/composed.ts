import {
  add,
  concat,
  mul,
  reshape,
  split,
  sub,
  type Tensor,
  type Tensor3D,
  tensor1d,
  tensor3d,
  zeros,
} from '@tensorflow/tfjs-core';
import { gatherVectors } from '../gatherRows/op';
import { scatterVectors } from '../scatterRows/op';
import { axisTaps, type Sampling } from './taps';

/** A pixel that has a part in a sample, for every sample: [batch, samples, 1] each but for the indices' last axis. */
interface Tap {
  /** One index per spatial axis, slowest first; the first counts through the batch. */
  indices: Tensor;
  weight: Tensor;
  /** 1 where the pixel is there, 0 where it is missing; undefined where none can be. */
  present?: Tensor;
}

/** Σ_taps weight · image[tap], with `fill` in place of the pixels that are missing. */
export function composed({ images, grid }: { images: Tensor; grid: Tensor }, sampling: Sampling): Tensor {
  const channels = images.shape.at(-1)!;
  const outputShape = [...grid.shape.slice(0, -1), channels];
  if (grid.size === 0 || channels === 0) return zeros(outputShape);
  const rows = foldBatch(images);
  const taps = gridTaps(grid, images.shape, sampling);
  const sampled = addAll(taps.map((tap) => mul(presentWeight(tap), gatherVectors(rows, tap.indices))));
  const missing = sampling.fill && addAll(taps.map((tap) => mul(tap.weight, sub(1, tap.present!))));
  return reshape(missing ? add(sampled, mul(missing, tensor1d(sampling.fill!))) : sampled, outputShape);
}

/** The adjoint of `composed` in the images, which are linear in it: Σ_taps weight · dy, added at each tap. */
export function composedImagesGrad(
  { dy, grid }: { dy: Tensor; grid: Tensor },
  { imagesShape, ...sampling }: Sampling & { imagesShape: number[] },
): Tensor {
  if (dy.size === 0) return zeros(imagesShape);
  const [batch, size, ...rest] = imagesShape;
  const vectors = reshape(dy, [batch, -1, dy.shape.at(-1)!]);
  const scattered = gridTaps(grid, imagesShape, sampling).map((tap) =>
    scatterVectors(mul(presentWeight(tap), vectors), tap.indices, [batch * size, ...rest.slice(0, -1)]),
  );
  return reshape(addAll(scattered), imagesShape);
}

/** [batch, size, ...rest] as [batch · size, ...rest]. */
function foldBatch(images: Tensor): Tensor {
  const [batch, size, ...rest] = images.shape;
  return reshape(images, [batch * size, ...rest]);
}

/** The taps of every sample: each combination of one tap per axis. */
function gridTaps(grid: Tensor, [batch, ...size]: number[], sampling: Sampling): Tap[] {
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
          present: present && mul(tap.present!, present),
        })),
      ),
    start,
  );
}

const presentWeight = ({ weight, present }: Tap) => (present ? mul(weight, present) : weight);

/** The sum, pair by pair: addN takes too many buffers at once on WebGPU. */
const addAll = (tensors: Tensor[]): Tensor => tensors.reduce((sum, x) => add(sum, x));
