import * as style from '../../../../src/style';
import type { Random } from '../../Random';
import type { Target } from '../../Target';
import { LEAST_SUM } from '../kernels';
import { images, photo, sameShape, shares } from './draws';

/** Images [height, width, 3] with masks [height, width, classes], now and then of a class without a pixel. */
const segmented = (r: Random, classes: number) => {
  const image = photo(r, 3);
  const masks = shares(r, [...image.shape.slice(0, 2), classes]);
  if (r.chance(0.2)) for (let index = 0; index < masks.values.length; index += classes) masks.values[index] = 0;
  return { image, masks };
};

export const styleTargets: Target[] = [
  {
    name: 'gramMatrix',
    call: (features, options) => style.gramMatrix(features, options),
    draw: (r) => [images(r), { normalization: r.pick('none', 'positions', 'elements') }],
  },
  {
    name: 'gramMatrix with a mask',
    least: LEAST_SUM, // the gradient is a difference of larger numbers
    call: (features, mask, center) => style.gramMatrix(features, { mask, center }),
    draw: (r) => {
      const features = images(r);
      return [features, r.floats(features.shape.slice(0, 3), { low: 0, high: 1, tame: true }), r.chance(0.5)];
    },
  },
  sameShape('contentLoss', 2, (generated, content) => style.contentLoss(generated, content)),
  {
    name: 'styleLoss',
    least: LEAST_SUM, // the gradient is a difference of larger numbers
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
    gradients: 'finite', // cpu's for an infinite pixel is NaN, WebGPU's infinite
  },
  {
    name: 'alphaNormLoss',
    call: (image, alpha) => style.alphaNormLoss(image, { alpha }),
    draw: (r) => [images(r), r.pick(1, 2, 6)],
  },
  {
    name: 'gramLoss',
    call: (gram, target) => style.gramLoss(gram, target),
    draw: (r) => {
      const [batch, channels] = [r.size(3), r.integer(1, 9)];
      return [0, 1].map(() => r.floats([batch, channels, channels]));
    },
  },
  {
    name: 'maskedStyleLoss',
    call: (generated, reference, masks, referenceMasks, options) =>
      style.maskedStyleLoss(generated, reference, masks, referenceMasks, options),
    draw: (r) => {
      const classes = r.integer(1, 3);
      const [a, b] = [segmented(r, classes), segmented(r, classes)];
      const weights = r.chance(0.5) ? Array.from({ length: classes }, () => r.pick(0, 0.5, 2)) : shares(r, [classes]);
      const features = [a, b].map(({ image: { shape } }) => r.floats(shape));
      return [...features, a.masks, b.masks, { weights, areaWeighted: r.chance(0.5) }];
    },
  },
  {
    name: 'checkSegments',
    call: async (masks, referenceMasks) => {
      await style.checkSegments(masks, referenceMasks);
      return [];
    },
    draw: (r) => {
      const classes = r.integer(1, 3);
      return [segmented(r, classes).masks, segmented(r, classes).masks];
    },
    isAsync: true,
  },
  {
    name: 'matchColors',
    call: (image, reference, options) => style.matchColors(image, reference, { epsilon: 1e-2, ...options }),
    draw: (r) => {
      const classes = r.integer(1, 3);
      const [a, b] = [segmented(r, classes), segmented(r, classes)];
      return [a.image, b.image, r.chance(0.5) ? { masks: { image: a.masks, reference: b.masks } } : {}];
    },
    tolerance: 1e-3, // square roots of covariances
  },
  {
    name: 'matchColors by histograms',
    call: (image, reference) => style.matchColors(image, reference, { method: 'histogram' }),
    draw: (r) => [photo(r, 3), photo(r, 3)],
    gradients: 'none',
  },
  sameShape('featureInversionLoss', 2, (features, target) => style.featureInversionLoss(features, target), {
    least: 0.1, // the gradient for the target is a difference of larger numbers
    draw: (r) => {
      const features = images(r);
      return [features, r.floats(features.shape)];
    },
  }),
  {
    name: 'propagateMasks',
    call: (masks, layers, padding) => style.propagateMasks(masks, layers, { padding }),
    draw: (r) => [
      r.floats([r.integer(1, 2), r.integer(4, 9), r.integer(4, 9), r.integer(1, 3)]),
      ['conv', r.pick('conv', 'pool'), 'pool'],
      r.pick('same', 'valid'),
    ],
  },
  {
    name: 'resizeMasks',
    least: LEAST_SUM,
    call: (masks, size) => style.resizeMasks(masks, size),
    draw: (r) => [
      r.floats([r.integer(1, 2), r.integer(1, 7), r.integer(1, 7), r.size(3)]),
      [r.integer(1, 9), r.integer(1, 9)],
    ],
  },
  {
    name: 'segmentMasks',
    call: (labels, classes) => style.segmentMasks(labels, { classes }),
    draw: (r) => [r.integers(r.shape(r.integer(2, 3)), -1, 4), r.integer(1, 4)],
  },
  {
    name: 'vggPreprocess',
    call: (image) => style.vggPreprocess(image),
    draw: (r) => {
      const shape = [...r.shape(r.integer(2, 3)), 3];
      return [r.chance(0.5) ? r.floats(shape) : r.integers(shape, 0, 255)];
    },
  },
  {
    name: 'randomFilterBank',
    call: (image, options) => Object.values(style.randomFilterBank(options)(image)),
    draw: (r) => [
      r.floats([r.integer(1, 2), r.integer(1, 6), r.integer(1, 6), 2], { tame: true }),
      { scales: [3, 5], filters: 4, channels: 2, zeroMean: r.chance(0.5), seed: r.integer(0, 99) },
    ],
  },
];
