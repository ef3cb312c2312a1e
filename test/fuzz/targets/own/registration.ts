import * as tf from '@tensorflow/tfjs-core';
import * as registration from '../../../../src/registration';
import type { Target } from '../../Target';

export const registrationTargets: Target[] = [
  {
    name: 'bsplineGrid',
    call: (points, size) => registration.bsplineGrid(points, size),
    draw: (r) => [r.floats([r.integer(1, 2), r.integer(4, 6), r.integer(4, 6), 2]), [r.integer(2, 5), r.integer(2, 5)]],
    tolerance: 1e-4,
  },
  {
    name: 'bendingEnergy',
    call: (points) => registration.bendingEnergy(points),
    draw: (r) => [r.floats([r.integer(1, 2), r.integer(4, 6), r.integer(4, 6), 2])],
  },
  {
    name: 'jacobianDeterminant',
    call: (grid) => registration.jacobianDeterminant(grid),
    draw: (r) => [r.floats([r.integer(1, 2), r.integer(2, 5), r.integer(2, 5), 2])],
  },
  {
    name: 'normalizedCrossCorrelation',
    call: (a, b, window) => registration.normalizedCrossCorrelation(a, b, { window }),
    draw: (r) => {
      const a = r.floats([r.integer(1, 2), r.integer(3, 6), r.integer(3, 6), 1]);
      return [a, r.floats(a.shape), r.pick(undefined, 3)];
    },
    tolerance: 1e-3,
  },
  {
    name: 'register',
    call: async (moving, fixed, options) => {
      const found = await registration.register(moving, fixed, { levels: 1, iterations: 2, ...options });
      const results = tf.tidy(() => [
        tf.clone(found.theta),
        found.warp(moving),
        found.jacobian(),
        tf.scalar(found.loss),
        found.grid([3, 3]),
      ]);
      found.dispose();
      return results;
    },
    draw: (r) => {
      // Smooth images, whose loss is smooth.
      const [size, x, y] = [8, r.real(2.5, 4.5), r.real(2.5, 4.5)];
      const blob = (cx: number, cy: number) => {
        const image = r.floats([size, size, 1], { tame: true });
        image.values.forEach((_, index) => {
          const [dx, dy] = [(index % size) - cx, Math.floor(index / size) - cy];
          image.values[index] = Math.fround(Math.exp(-(dx * dx + dy * dy) / 8));
        });
        return image;
      };
      const similarity = r.pick('crossCorrelation', 'squaredDifference');
      const transform = r.pick(['affine'], ['freeForm'], ['affine', 'freeForm']);
      return [
        blob(x, y),
        blob(x + r.real(-1, 1), y + r.real(-1, 1)),
        { similarity, transform, controlPointSpacing: 4 },
      ];
    },
    isAsync: true,
    tolerance: 1e-2, // steps of a line search
  },
];
