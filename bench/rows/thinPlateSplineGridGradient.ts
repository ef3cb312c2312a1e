import * as tf from '@tensorflow/tfjs-core';
import { bilinearSampler, thinPlateSplineGrid } from 'diffblocks/spatial';
import { composedSamplerGradients } from '../support/composedSampler';
import type { Row } from '../support/row';
import { withGradients } from '../support/withGradients';

const shape: [number, number, number, number] = [8, 64, 64, 16];
const [batch, size, , channels] = shape;
const side = 4;
const points = side ** 2;
const ticks = Array.from({ length: side }, (_, index) => (2 * index) / (side - 1) - 1);
const lattice = ticks.flatMap((y) => ticks.map((x) => [x, y]));

export default {
  title: `thinPlateSplineGrid of ${points} points and bilinearSampler [${shape.join(', ')}], with both gradients`,
  prepare() {
    const target = tf.tensor2d(lattice);
    // Long waves, because the slope of noise jumps at each pixel, and rounding may move a position across one.
    const places = tf.mul(tf.range(0, size), 0.01);
    const rowsAndColumns = tf.add(tf.reshape(places, [size, 1, 1]), tf.reshape(places, [1, size, 1]));
    const phases = tf.randomUniform([batch, 1, 1, channels], 0, 2 * Math.PI);
    const images = tf.sin(tf.add(rowsAndColumns, phases)) as tf.Tensor4D;
    const dy = tf.randomNormal<tf.Rank.R4>(shape);
    // The sources are close enough to the centre that every position lies inside.
    const disturbance = tf.randomUniform<tf.Rank.R3>([batch, points, 2], -0.03, 0.03);
    const sources = tf.add<tf.Tensor3D>(tf.mul(target, 0.8), disturbance);
    const warp = (x: tf.Tensor, to: tf.Tensor) =>
      bilinearSampler(x as tf.Tensor4D, thinPlateSplineGrid(target, to, [size, size]));
    // The grid is linear in the sources. Stock has no solver, so its matrix is computed here, off the clock.
    const units = tf.stack([tf.eye(points), tf.zeros([points, points])], 2);
    const perPoint = tf.reshape(tf.split(thinPlateSplineGrid(target, units, [size, size]), 2, 3)[0], [points, -1]);
    const perPosition = tf.transpose(perPoint);
    const perExample = (columns: tf.Tensor, toShape: number[]) =>
      tf.reshape(tf.transpose(tf.reshape(columns, [-1, batch, 2]), [1, 0, 2]), toShape);
    return {
      ours: withGradients(warp, [images, sources], dy),
      stock: () =>
        tf.tidy(() => {
          const inColumns = (x: tf.Tensor) =>
            tf.reshape(tf.transpose(tf.reshape(x, [batch, -1, 2]), [1, 0, 2]), [-1, 2 * batch]);
          const grid = perExample(tf.matMul(perPosition, inColumns(sources)), [batch, size, size, 2]) as tf.Tensor4D;
          const [value, forImages, forGrid] = composedSamplerGradients({ images, grid, dy });
          return [value, forImages, perExample(tf.matMul(perPoint, inColumns(forGrid)), [batch, points, 2])];
        }),
    };
  },
  torch: {
    prepare: `
from torch.nn.functional import affine_grid, grid_sample
target = torch.tensor(${JSON.stringify(lattice)})
images = torch.randn(${batch}, ${channels}, ${size}, ${size}, requires_grad=True)
dy = torch.randn(${batch}, ${channels}, ${size}, ${size})
sources = (0.8 * target + 0.06 * torch.rand(${batch}, ${points}, 2) - 0.03).requires_grad_()
positions = affine_grid(torch.eye(2, 3)[None], (1, 1, ${size}, ${size}), align_corners=False).reshape(-1, 2)
def basis(at):
    squares = ((at[:, None] - target) ** 2).sum(-1)
    radial = squares * torch.log(squares + (squares == 0)) / 2
    return torch.cat([radial, torch.ones(len(at), 1), at], 1)
def warped():
    upper = basis(target)
    system = torch.cat([upper, torch.cat([upper[:, ${points}:].T, torch.zeros(3, 3)], 1)])
    columns = torch.cat([sources.transpose(0, 1).reshape(${points}, -1), torch.zeros(3, ${2 * batch})])
    grid = (basis(positions) @ torch.linalg.solve(system, columns)).reshape(${size}, ${size}, ${batch}, 2)
    return grid_sample(images, grid.permute(2, 0, 1, 3), align_corners=False)`,
    run: 'torch.autograd.grad(warped(), [images, sources], dy)',
  },
  // The sampler makes three passes over four pixels. The basis, whose logarithm counts as one operation, is multiplied
  // by its coefficients.
  work: { flops: 3 * 2 * 4 * batch * size ** 2 * channels + size ** 2 * (8 * points + 2 * (points + 3) * 4 * batch) },
} satisfies Row;
