import * as tf from '@tensorflow/tfjs-core';
import * as matting from '../../../../src/matting';
import type { Target } from '../../Target';
import { photo, shares } from './draws';

export const mattingTargets: Target[] = [
  {
    name: 'mattingLaplacian',
    call: (x, image, shape) => {
      const laplacian = matting.mattingLaplacian(tf.tensor(image, shape), { epsilon: 1e-3 });
      const results = [laplacian.apply(x), laplacian.energy(x), laplacian.diagonal()];
      laplacian.dispose();
      return results;
    },
    draw: (r) => {
      const { values, shape } = photo(r, r.pick(1, 3));
      return [r.floats([...shape.slice(0, 2), 2]), values, shape]; // an image is a constant
    },
    tolerance: 2e-4, // inverse covariances
  },
  {
    name: 'guidedFilter',
    call: (guide, input, options) => matting.guidedFilter(guide, input, options),
    draw: (r) => {
      const { shape } = photo(r, r.pick(1, 3));
      return [
        r.floats(shape, { low: 0, high: 1 }),
        r.floats([...shape.slice(0, 2), 2]),
        { radius: r.integer(1, 3), epsilon: 1e-2 },
      ];
    },
    tolerance: 5e-4, // inverse covariances
  },
  {
    name: 'smoothLocalAffine',
    call: (output, input) => matting.smoothLocalAffine(output, input, { radius: 1 }),
    draw: (r) => {
      const { shape } = photo(r, 3);
      return [0, 1].map(() => r.floats(shape, { low: 0, high: 1 }));
    },
    tolerance: 2e-3, // inverse covariances of weighted windows
  },
  {
    name: 'photorealismLoss',
    call: (output, image) => {
      const laplacian = matting.mattingLaplacian(tf.tensor(image, output.shape), { epsilon: 1e-3 });
      const loss = matting.photorealismLoss(output, laplacian);
      laplacian.dispose();
      return loss;
    },
    draw: (r) => {
      const { values, shape } = photo(r, r.pick(1, 3));
      return [r.floats(shape, { low: 0, high: 1 }), values];
    },
    tolerance: 2e-4, // inverse covariances
  },
  {
    name: 'closedFormMatte',
    call: async (image, trimap, maps) => matting.closedFormMatte(image, trimap, { epsilon: 1e-2, ...maps }),
    draw: (r) => {
      const image = photo(r, r.pick(1, 3));
      const size = image.shape.slice(0, 2);
      const trimap = r.floats(size, { tame: true });
      trimap.values.forEach((_, index) => {
        trimap.values[index] = r.pick(0, 0.5, 1);
      });
      const prior = r.chance(0.5) ? { prior: shares(r, size), confidence: shares(r, size) } : {};
      return [image, trimap, { ...prior, ...(r.chance(0.3) && { initial: shares(r, size) }) }];
    },
    isAsync: true,
    tolerance: 1e-3, // a residual of 1e-7 times the condition of the system
  },
  {
    name: 'estimateForeground',
    call: async (image, alpha) => {
      const { foreground, background } = await matting.estimateForeground(image, alpha);
      return [foreground, background];
    },
    draw: (r) => {
      const size = [r.integer(1, 9), r.integer(1, 9)];
      return [shares(r, [...size, r.integer(1, 4)]), r.chance(0.2) ? r.floats(size) : shares(r, size)];
    },
    isAsync: true,
    tolerance: 1e-4, // many steps
  },
];
