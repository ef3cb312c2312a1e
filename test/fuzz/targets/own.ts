import * as distillation from '../../../src/distillation';
import * as matting from '../../../src/matting';
import * as registration from '../../../src/registration';
import * as spatial from '../../../src/spatial';
import * as style from '../../../src/style';
import * as variational from '../../../src/variational';
import type { Random } from '../Random';
import type { Call, Target } from '../Target';

const paddings = ['zeros', 'border', 'reflection', 'wrap', 'fill'] as const;

const samplerOptions = (r: Random) => {
  const padding = r.pick(...paddings);
  return { padding, alignCorners: r.chance(0.5), ...(padding === 'fill' && { fill: r.real(-1, 1) }) };
};

const images = (r: Random, channels = r.size(9)) => r.floats([r.integer(1, 3), r.size(), r.size(), channels]);

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

const sameShape = (name: string, count: number, call: Call, more: Partial<Target> = {}): Target => ({
  name,
  call,
  draw: (r) => {
    const shape = r.shape(r.integer(2, 4));
    return Array.from({ length: count }, () => r.floats(shape));
  },
  ...more,
});

const logits = (r: Random) => r.floats([...r.shape(r.integer(1, 2)), r.integer(1, 7)], { low: -8, high: 8 });
const alike = (r: Random, { shape }: { shape: number[] }) => r.floats(shape, { low: -8, high: 8 });

const theta = (r: Random, batch: number, rows = 2) =>
  r.floats([batch, rows, rows + 1], { low: -1.5, high: 1.5, tame: true });
const tall = (r: Random): [number, number] => [r.size(), r.size()];
const photo = (r: Random, channels: number) =>
  r.floats([r.integer(3, 7), r.integer(3, 7), channels], { low: 0, high: 1, tame: true });

export const own: Target[] = [
  {
    name: 'gramMatrix',
    call: (features, options) => style.gramMatrix(features, options),
    draw: (r) => [images(r), { normalization: r.pick('none', 'positions', 'elements') }],
  },
  {
    name: 'gramMatrix with a mask',
    call: (features, mask, center) => style.gramMatrix(features, { mask, center }),
    draw: (r) => {
      const features = images(r);
      return [features, r.floats(features.shape.slice(0, 3), { low: 0, high: 1, tame: true }), r.chance(0.5)];
    },
  },
  sameShape('contentLoss', 2, (generated, content) => style.contentLoss(generated, content)),
  {
    name: 'styleLoss',
    call: (generated, reference) => style.styleLoss(generated, reference),
    draw: (r) => {
      const [batch, channels] = [r.integer(1, 2), r.integer(1, 9)];
      return [0, 1].map(() => r.floats([batch, r.integer(1, 5), r.integer(1, 5), channels]));
    },
  },
  {
    name: 'totalVariationLoss',
    call: (image, beta) => style.totalVariationLoss(image, { beta }),
    draw: (r) => [images(r), r.pick(1, 2, 3)],
  },
  {
    name: 'alphaNormLoss',
    call: (image, alpha) => style.alphaNormLoss(image, { alpha }),
    draw: (r) => [images(r), r.pick(1, 2, 6)],
  },
  {
    name: 'softmaxWithTemperature',
    least: 0.1, // the gradient is a difference of larger numbers
    call: (x, temperature) => distillation.softmaxWithTemperature(x, { temperature }),
    draw: (r) => [logits(r), r.pick(0.5, 1, 4)],
  },
  {
    name: 'logSoftmaxWithTemperature',
    call: (x, temperature) => distillation.logSoftmaxWithTemperature(x, { temperature }),
    draw: (r) => [logits(r), r.pick(0.5, 1, 4)],
  },
  {
    name: 'distillationLoss',
    call: (student, teacher, options) => distillation.distillationLoss(student, teacher, options),
    draw: (r) => {
      const student = logits(r);
      return [
        student,
        alike(r, student),
        { temperature: r.pick(0.5, 1, 4), divergence: r.pick('forward', 'reverse', 'jensenShannon') },
      ];
    },
  },
  {
    name: 'distillationLoss with labels',
    call: (student, teacher, labels) => distillation.distillationLoss(student, teacher, { labels }),
    draw: (r) => {
      const [batch, classes] = [r.integer(1, 5), r.integer(1, 7)];
      const student = r.floats([batch, classes], { low: -8, high: 8 });
      return [student, alike(r, student), r.integers([batch], -1, classes - 1)];
    },
  },
  {
    name: 'logitMatchingLoss',
    call: (student, teacher) => distillation.logitMatchingLoss(student, teacher),
    draw: (r) => {
      const student = logits(r);
      return [student, alike(r, student)];
    },
  },
  sameShape('gaussianKL', 2, (mean, logVariance) => variational.gaussianKL(mean, logVariance)),
  sameShape('gaussianLogLikelihood', 3, (x, mean, logVariance) =>
    variational.gaussianLogLikelihood(x, mean, logVariance),
  ),
  sameShape('bernoulliLogLikelihood', 2, (x, l) => variational.bernoulliLogLikelihood(x, l)),
  sameShape('reparameterize', 3, (mean, logVariance, noise) =>
    variational.reparameterize(mean, logVariance, { noise }),
  ),
  {
    name: 'elbo',
    call: (x, l, mean, logVariance, beta) => variational.elbo(x, { logits: l }, { mean, logVariance }, { beta }),
    draw: (r) => {
      const [batch, pixels, latent] = [r.integer(1, 4), r.integer(1, 6), r.integer(1, 4)];
      return [
        r.floats([batch, pixels], { low: 0, high: 1 }),
        r.floats([batch, pixels]),
        r.floats([batch, latent]),
        r.floats([batch, latent]),
        r.pick(0, 1, 4),
      ];
    },
  },
  {
    name: 'importanceWeightedBound',
    call: (w) => variational.importanceWeightedBound(w),
    draw: (r) => [r.floats([r.integer(1, 5), r.size()])],
  },
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
    call: (x, kernel, offsets) => spatial.deformableConv2d(x, kernel, offsets),
    draw: (r) => {
      const [height, width, channels] = [r.integer(2, 5), r.integer(2, 5), r.integer(1, 4)];
      return [
        r.floats([1, height, width, channels]),
        r.floats([2, 2, channels, r.integer(1, 3)]),
        r.floats([1, height, width, 8], { tame: true }),
      ];
    },
    gradients: 'finite',
    tolerance: 2e-4,
  },
  {
    name: 'mattingLaplacian',
    call: (image, x) => {
      const laplacian = matting.mattingLaplacian(image, { epsilon: 1e-3 });
      return [laplacian.apply(x), laplacian.energy(x), laplacian.diagonal()];
    },
    draw: (r) => {
      const image = photo(r, r.pick(1, 3));
      return [image, r.floats([image.shape[0], image.shape[1], 2])];
    },
    tolerance: 2e-4, // inverse covariances
    gradients: 'none', // the image is read when the Laplacian is made
  },
  {
    name: 'guidedFilter',
    call: (guide, input, options) => matting.guidedFilter(guide, input, options),
    draw: (r) => {
      const guide = photo(r, r.pick(1, 3));
      return [
        guide,
        r.floats([guide.shape[0], guide.shape[1], 2], { tame: true }),
        { radius: r.integer(1, 3), epsilon: 1e-2 },
      ];
    },
    gradients: 'finite',
    tolerance: 5e-4, // inverse covariances
  },
  {
    name: 'smoothLocalAffine',
    call: (output, input) => matting.smoothLocalAffine(output, input, { radius: 1 }),
    draw: (r) => {
      const input = photo(r, 3);
      return [r.floats(input.shape, { low: 0, high: 1, tame: true }), input];
    },
    gradients: 'finite',
    tolerance: 2e-3, // inverse covariances of weighted windows
  },
  {
    name: 'bsplineGrid',
    call: (points, size) => registration.bsplineGrid(points, size),
    // Off WASM the banded matrices are dense, and multiply others by 0.
    draw: (r) => [
      r.floats([1, r.integer(4, 6), r.integer(4, 6), 2], { tame: true }),
      [r.integer(2, 5), r.integer(2, 5)],
    ],
    tolerance: 1e-4,
  },
  {
    name: 'bendingEnergy',
    call: (points) => registration.bendingEnergy(points),
    draw: (r) => [r.floats([1, r.integer(4, 6), r.integer(4, 6), 2], { tame: true })],
  },
  {
    name: 'jacobianDeterminant',
    call: (grid) => registration.jacobianDeterminant(grid),
    draw: (r) => [r.floats([1, r.integer(2, 5), r.integer(2, 5), 2], { tame: true })],
  },
  {
    name: 'normalizedCrossCorrelation',
    call: (a, b) => registration.normalizedCrossCorrelation(a, b),
    draw: (r) => {
      const a = r.floats([1, r.integer(3, 6), r.integer(3, 6), 1], { tame: true });
      return [a, r.floats(a.shape, { tame: true })];
    },
    tolerance: 1e-3,
  },
];
