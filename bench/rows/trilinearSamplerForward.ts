import * as tf from '@tensorflow/tfjs-core';
import { affineGrid3d, trilinearSampler } from 'diffblocks/spatial';
import type { Row } from '../support/row';

export const shape: [number, number, number, number, number] = [2, 32, 32, 32, 16];
const [batch, size, , , channels] = shape;
const samples = batch * size ** 3;

/** Volumes rotated about the depth axis and enlarged, so that every sampled position lies inside. */
const [cosine, sine] = [Math.cos(0.5) * 0.7, Math.sin(0.5) * 0.7];
const turn = [[cosine, -sine, 0, 0], [sine, cosine, 0, 0], [0, 0, 0.9, 0]]; // biome-ignore format: a matrix

type Tensors = Record<'volumes' | 'grid' | 'dy', tf.Tensor5D>;

export function tensors(): Tensors {
  const grid = affineGrid3d(tf.tile(tf.tensor3d([turn]), [batch, 1, 1]) as tf.Tensor3D, [size, size, size]);
  return { volumes: tf.randomNormal<tf.Rank.R5>(shape), grid, dy: tf.randomNormal<tf.Rank.R5>(shape) };
}

export const torchTensors = `
volumes = torch.randn(${batch}, ${channels}, ${size}, ${size}, ${size})
theta = torch.tensor(${JSON.stringify(turn)}).expand(${batch}, 3, 4)
grid = torch.nn.functional.affine_grid(theta, volumes.shape, align_corners=False).contiguous()
dy = torch.randn_like(volumes)`;

export const torchSample = 'torch.nn.functional.grid_sample(volumes, grid, align_corners=False)';

/** A multiplication and an addition for each of eight voxels. */
export const flops = 2 * 8 * samples * channels;

/** For each of the eight voxels: its row in the flattened volumes, its weight, the weight's slope along (x, y, z). */
export function composedTaps(grid: tf.Tensor5D) {
  const [x, y, z] = tf.split(grid, 3, 4).map((coordinate) => {
    const voxel = tf.sub(tf.mul(tf.add(coordinate, 1), size / 2), 0.5);
    const cell = tf.floor(voxel);
    const fraction = tf.sub(voxel, cell);
    return [
      { index: cell, weight: tf.sub(1, fraction), slope: -size / 2 },
      { index: tf.add(cell, 1), weight: fraction, slope: size / 2 },
    ];
  });
  const firstRows = tf.mul(tf.reshape(tf.range(0, batch), [batch, 1, 1, 1, 1]), size ** 3);
  return z.flatMap((tapZ) =>
    y.flatMap((tapY) => {
      const line = tf.add(firstRows, tf.mul(tf.add(tf.mul(tapZ.index, size), tapY.index), size));
      const weightYZ = tf.mul(tapY.weight, tapZ.weight);
      return x.map((tapX) => ({
        index: tf.cast(tf.add(line, tapX.index), 'int32'),
        weight: tf.mul(weightYZ, tapX.weight),
        slope: tf.concat(
          [
            tf.mul(weightYZ, tapX.slope),
            tf.mul(tf.mul(tapX.weight, tapZ.weight), tapY.slope),
            tf.mul(tf.mul(tapX.weight, tapY.weight), tapZ.slope),
          ],
          4,
        ),
      }));
    }),
  );
}

export const at = (volumes: tf.Tensor5D, index: tf.Tensor) => tf.gatherND(tf.reshape(volumes, [-1, channels]), index);

export const addAll = (summands: tf.Tensor[]): tf.Tensor => summands.reduce((sum, x) => tf.add(sum, x));

export default {
  title: `trilinearSampler [${shape.join(', ')}]`,
  prepare() {
    const { volumes, grid } = tensors();
    return {
      ours: () => trilinearSampler(volumes, grid),
      stock: () =>
        tf.tidy(() => addAll(composedTaps(grid).map(({ index, weight }) => tf.mul(weight, at(volumes, index))))),
    };
  },
  torch: { prepare: torchTensors, run: torchSample },
  work: { flops },
} satisfies Row;
