import * as spatial from '../../../../src/spatial';
import type { Random } from '../../Random';
import type { Call, Target } from '../../Target';
import { LEAST_SUM } from '../kernels';
import { images, samplerOptions } from './draws';

const sampler = (name: string, call: Call): Target => ({
  name,
  call,
  draw: (r) => {
    const image = images(r);
    const grid = r.floats([r.chance(0.2) ? 1 : image.shape[0], r.size(), r.size(), 2], { low: -1.6, high: 1.6 });
    return [image, grid, samplerOptions(r)];
  },
  tolerance: 2e-4, // a position rounds differently in float32, times the slope of the image
});

const theta = (r: Random, batch: number, rows = 2) =>
  r.floats([batch, rows, rows + 1], { low: -1.5, high: 1.5, tame: true });
const tall = (r: Random): [number, number] => [r.size(), r.size()];

export const spatialTargets: Target[] = [
  {
    name: 'affineGrid',
    call: (t, size, alignCorners) => spatial.affineGrid(t, size, { alignCorners }),
    draw: (r) => [r.floats([r.size(3), 2, 3]), tall(r), r.chance(0.5)],
  },
  {
    name: 'affineGrid3d',
    call: (t, size) => spatial.affineGrid3d(t, size),
    draw: (r) => [r.floats([r.integer(1, 2), 3, 4]), [r.size(), r.size(), r.size()]],
  },
  {
    name: 'projectiveGrid',
    call: (t, size) => spatial.projectiveGrid(t, size),
    draw: (r) => {
      const t = r.floats([r.integer(1, 2), 8], { tame: true });
      // Away from denominators of 0, which cancel.
      for (let i = 6; i < t.values.length; i += 8)
        for (const j of [i, i + 1]) t.values[j] = Math.fround(0.2 * t.values[j]);
      return [t, tall(r)];
    },
    tolerance: 1e-4,
  },
  {
    name: 'flowGrid',
    call: (flow) => spatial.flowGrid(flow),
    draw: (r) => [r.floats([r.integer(1, 2), r.integer(1, 5), r.integer(1, 5), 2])],
  },
  {
    name: 'thinPlateSplineGrid',
    call: (target, source, size) => spatial.thinPlateSplineGrid(target, source, size),
    draw: (r) => {
      const corners = [-1, -1, 1, -1, -1, 1, 1, 1];
      const target = r.floats([5, 2], { low: -0.5, high: 0.5, tame: true });
      for (const [index, value] of corners.entries()) target.values[index] = value;
      return [
        target,
        r.floats([r.integer(1, 2), 5, 2], { low: -1, high: 1, tame: true }),
        [r.integer(1, 4), r.integer(1, 4)],
      ];
    },
    tolerance: 1e-4,
  },
  sampler('bilinearSampler', (image, grid, options) => spatial.bilinearSampler(image, grid, options)),
  sampler('nearestSampler', (image, grid, options) => spatial.nearestSampler(image, grid, options)),
  sampler('bicubicSampler', (image, grid, options) => spatial.bicubicSampler(image, grid, options)),
  {
    ...sampler('trilinearSampler', (volume, grid, options) => spatial.trilinearSampler(volume, grid, options)),
    draw: (r) => {
      const volume = r.floats([r.integer(1, 2), r.integer(1, 4), r.integer(1, 4), r.integer(1, 4), r.integer(1, 5)]);
      return [
        volume,
        r.floats([volume.shape[0], r.size(3), r.size(3), r.size(3), 3], { low: -1.6, high: 1.6 }),
        samplerOptions(r),
      ];
    },
  },
  {
    name: 'spatialTransformer',
    call: (image, t, size, options) => spatial.spatialTransformer(image, t, size, options),
    draw: (r) => {
      const image = r.floats([r.integer(1, 3), r.integer(1, 5), r.integer(1, 5), r.integer(1, 5)], { tame: true });
      return [image, theta(r, image.shape[0]), tall(r), samplerOptions(r)];
    },
    tolerance: 1e-3, // positions round differently
  },
  {
    name: 'deformableConv2d',
    call: (x, kernel, offsets, options) => spatial.deformableConv2d(x, kernel, offsets, options),
    draw: (r) => {
      const [batch, height, width] = [r.integer(1, 2), r.integer(2, 5), r.integer(2, 5)];
      const [groups, offsetGroups] = [r.integer(1, 2), r.integer(1, 2)];
      const [channels, filters] = [2 * r.integer(1, 2), 2 * r.integer(1, 2)];
      const size = [batch, height - 1, width - 1];
      return [
        r.floats([batch, height, width, channels]),
        r.floats([2, 2, channels / groups, filters]),
        r.floats([...size, 8 * offsetGroups], { tame: true }),
        {
          ...(r.chance(0.5) && { mask: r.floats([...size, 4 * offsetGroups], { tame: true }) }),
          ...(r.chance(0.5) && { bias: r.floats([filters], { tame: true }) }),
          groups,
          offsetGroups,
        },
      ];
    },
    gradients: 'finite',
    tolerance: 2e-4,
  },
  {
    name: 'attentionTheta',
    least: LEAST_SUM,
    call: (scale, translation) => spatial.attentionTheta({ scale, translation }),
    draw: (r) => {
      const batch = r.size();
      return r.chance(0.3)
        ? [r.floats([]), r.floats([2])]
        : [r.floats(r.chance(0.5) ? [] : [batch]), r.floats([batch, 2])];
    },
  },
];
