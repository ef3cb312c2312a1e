import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import * as api from '../../src';
import * as wrappers from '../../src/layers';
import * as testing from '../../src/testing';

export const x = (...shape: number[]) => testing.seededTensor(shape, { low: 0.1, high: 1 });
export const logits = x(2, 3);
const [image, images, masks] = [x(4, 4, 3), x(2, 3, 3, 2), x(2, 3, 3, 3)];
const ids = tf.tensor2d(
  [
    [0, 1],
    [1, 0],
  ],
  [2, 2],
  'int32',
);
export const laplacian = api.mattingLaplacian(image as tf.Tensor3D);
const [posterior, decoded] = [{ mean: logits, logVariance: logits, sample: logits }, { logits }];
const classifier = { fit: () => ({ predict: ({ shape }: tf.Tensor) => tf.zeros([shape[0]], 'int32') }) };
const halves = tf.fill([1, 2], 0.5);
const classIds = tf.tensor1d([0, 1], 'int32');
const data = { features: logits, labels: classIds, unlabelled: logits };
const segmented = { image: x(2, 2, 1), segmentation: ids };
const segmenter = { fit: async () => ({ segment: () => tf.clone(ids), dispose: () => {} }) };
const sampling = { padding: 'fill', fill: [1, 2], alignCorners: true };
/** In a row: WebGPU's square takes up to six axes. */
const square = (v: tf.Tensor) => tf.reshape(tf.square(tf.reshape(v, [v.size])), v.shape);
const model = sequential({
  layers: [layers.conv2d({ name: 'conv', filters: 1, kernelSize: 1, inputShape: [2, 2, 3] })],
});
const { signal } = new AbortController();
const bound = { estimator: 'monteCarlo', beta: 1, freeBits: 0.1, freeBitsAxis: 'batch' };

/** Valid arguments of each public function; the last one is its options. */
export const calls: Record<string, [unknown[], Record<string, unknown>?]> = {
  gramMatrix: [[images], { mask: x(2, 3, 3), normalization: 'none', center: true }],
  contentLoss: [[images, images], { reduction: 'sum' }],
  gramLoss: [[x(2, 3, 3), x(2, 3, 3)], { reduction: 'sum' }],
  styleLoss: [[images, x(2, 1, 2, 2)], { reduction: 'sum' }],
  maskedStyleLoss: [[images, images, masks, masks], { weights: [1, 2, 3], areaWeighted: true, reduction: 'sum' }],
  checkSegments: [[masks, masks]],
  segmentMasks: [[ids], { classes: 3 }],
  resizeMasks: [[masks, [2, 2]]],
  propagateMasks: [[masks, ['conv', 'pool']], { padding: 'valid' }],
  totalVariationLoss: [[images], { beta: 1, reduction: 'sum' }],
  alphaNormLoss: [[images], { alpha: 2, reduction: 'sum' }],
  featureInversionLoss: [[images, images], { reduction: 'sum' }],
  matchColors: [
    [x(2, 3, 3, 3), x(2, 2, 2, 3)],
    { masks: { image: x(2, 3, 3, 2), reference: x(2, 2, 2, 2) }, method: 'histogram', epsilon: 1e-4 },
  ],
  vggPreprocess: [[image]],
  randomFilterBank: [[], { scales: [3], filters: 2, channels: 3, mean: 0, zeroMean: true, seed: 1 }],
  layersFeatures: [[model, ['conv']], { preprocess: api.vggPreprocess }],
  mattingLaplacian: [[image], { epsilon: 1e-3, radius: 1 }],
  photorealismLoss: [[image, laplacian], { reduction: 'sum' }],
  closedFormMatte: [
    [image, x(4, 4)],
    {
      ...{ lambda: 9, epsilon: 1e-3, radius: 1, initial: x(4, 4), prior: x(4, 4), confidence: x(4, 4) },
      ...{ tolerance: 0.1, maxIterations: 2, onProgress: () => {}, signal },
    },
  ],
  guidedFilter: [[images, x(2, 3, 3, 1)], { radius: 1, epsilon: 0.1 }],
  smoothLocalAffine: [[images, x(2, 3, 3, 1)], { radius: 1, sigma: 0.1, epsilon: 0.1 }],
  estimateForeground: [[image, x(4, 4)], { epsilon: 0.1, onProgress: () => {}, signal }],
  softmaxWithTemperature: [[logits], { temperature: 2, axis: 0 }],
  logSoftmaxWithTemperature: [[logits], { temperature: 2, axis: 0 }],
  distillationLoss: [
    [logits, logits],
    {
      labels: classIds,
      weights: x(2),
      divergence: 'reverse',
      temperature: 2,
      softWeight: 1,
      hardWeight: 1,
      reduction: 'sum',
    },
  ],
  logitMatchingLoss: [[logits, logits], { weights: x(2), reduction: 'sum' }],
  ensembleLogits: [[[logits, logits]], { mean: 'geometric' }],
  keepTopK: [[logits, 2]],
  topKDistillationLoss: [
    [logits, { classes: ids, logits: x(2, 2), remainder: x(2) }],
    {
      ...{ labels: classIds, weights: x(2), divergence: 'reverse', temperature: 2 },
      ...{ softWeight: 1, hardWeight: 1, reduction: 'sum' },
    },
  ],
  perturbLogits: [[logits], { stddev: 1, probability: 0.5, seed: 1 }],
  munge: [[logits], { multiplier: 2, swapProbability: 0.5, localVariance: 1, nominal: [1], seed: 1 }],
  specialistClasses: [[logits], { count: 2, seed: 1 }],
  dustbinLabels: [[ids, [1, 0]]],
  combineSpecialists: [
    [halves, [{ probabilities: halves, classes: [1] }]],
    { direction: 'reverse', top: 1, iterations: 2 },
  ],
  recalibrateBias: [[logits, [1], 0.5]],
  teacherLogits: [[square, logits], { batchSize: 1, k: 2, cache: undefined, onProgress: () => {}, signal }],
  reparameterize: [[logits, logits], { seed: 2, samples: 2, noise: undefined }],
  sampleLogistic: [[logits, logits], { seed: 2, samples: 2, noise: undefined }],
  sampleLaplace: [[logits, logits], { seed: 2, samples: 2, noise: undefined }],
  sampleGumbel: [[logits, logits], { seed: 2, samples: 2, noise: undefined }],
  sampleCauchy: [[logits, logits], { seed: 2, samples: 2, noise: undefined }],
  sampleExponential: [[logits], { seed: 2, samples: 2, noise: undefined }],
  sampleWeibull: [[logits, logits], { noise: logits, seed: undefined, samples: undefined }],
  sampleLogNormal: [[logits, logits], { seed: 2, samples: 2, noise: undefined }],
  sampleUniform: [[logits, logits], { seed: 2, samples: 2, noise: undefined }],
  sampleGumbelSoftmax: [[logits], { temperature: 2, seed: 2, samples: 2, noise: undefined }],
  gaussianKL: [[logits, logits], { priorMean: logits, priorLogVariance: 0 }],
  gaussianLogLikelihood: [[logits, logits, logits]],
  bernoulliLogLikelihood: [[logits, logits]],
  elbo: [[logits, decoded, posterior], { ...bound, reduction: 'sum' }],
  elboTerms: [[logits, decoded, posterior], bound],
  importanceWeightedBound: [[logits], { reduction: 'sum' }],
  importanceLogWeights: [[logits, decoded, posterior], { stopPosterior: true }],
  doublyReparameterizedBound: [[logits], { reduction: 'sum' }],
  stickingTheLandingBound: [[logits], { reduction: 'sum' }],
  renyiBound: [[logits], { alpha: 2, reduction: 'sum' }],
  fullVariationalBound: [
    [x(2), { mean: logits, logVariance: logits, noise: logits }],
    { dataSize: 3, estimator: 'monteCarlo' },
  ],
  logMarginal: [[logits]],
  affineGrid: [[x(2, 2, 3), [2, 2]], { alignCorners: true }],
  affineGrid3d: [[x(2, 3, 4), [2, 2, 1]], { alignCorners: true }],
  attentionTheta: [[{ scale: x(2), translation: x(2, 2) }]],
  projectiveGrid: [[x(2, 8), [2, 2]], { alignCorners: true }],
  flowGrid: [[images], { alignCorners: true }],
  thinPlateSplineGrid: [[x(4, 2), x(2, 4, 2), [2, 2]], { regularization: 0.1, alignCorners: true }],
  deformableConv2d: [
    [images, x(2, 2, 2, 3), x(2, 3, 3, 8)],
    {
      ...{ mask: x(2, 3, 3, 4), bias: x(3), groups: 1, offsetGroups: 1 },
      ...{ strides: 1, dilations: [1, 1], pad: [[0, 1], [1, 0]] }, // biome-ignore format: pairs
    },
  ],
  bilinearSampler: [[images, x(2, 2, 2, 2)], sampling],
  nearestSampler: [[images, x(2, 2, 2, 2)], sampling],
  bicubicSampler: [[images, x(2, 2, 2, 2)], sampling],
  trilinearSampler: [[x(1, 2, 2, 2, 2), x(1, 2, 1, 2, 3)], sampling],
  spatialTransformer: [[images, x(2, 2, 3), [2, 2]], { ...sampling, antialias: true }],
  reverseAccuracy: [[classifier, data], { onProgress: () => {}, signal }],
  conjugateGradient: [
    [(v: tf.Tensor) => tf.mul(v, 2), logits],
    {
      ...{ preconditioner: (v: tf.Tensor) => tf.mul(v, 2), initial: logits },
      ...{ tolerance: 1e-3, maxIterations: 2, onProgress: () => {}, signal },
    },
  ],
  lbfgs: [
    [
      (v: tf.Tensor) =>
        tf.sum(tf.square(tf.reshape(v instanceof tf.Tensor ? v : Object.values<tf.Tensor>(v)[0], [-1]))),
      logits,
    ],
    {
      ...{ maxIterations: 2, historySize: 1, gradientTolerance: 0.1, lossTolerance: 0.1 },
      ...{ bounds: { lower: 0, upper: 1 }, state: undefined, keepState: false, onProgress: () => {}, signal },
    },
  ],
  bendingEnergy: [[x(4, 4, 2)], { size: [2, 2], reduction: 'sum' }],
  bsplineGrid: [[x(4, 4, 2), [2, 2]], { alignCorners: true }],
  jacobianDeterminant: [[x(2, 2, 2)], { alignCorners: true }],
  normalizedCrossCorrelation: [[images, images], { window: 3, epsilon: 0.1, reduction: 'sum' }],
  diceCoefficient: [[ids, ids], { classes: 2, ignoreBackground: true, empty: 'worst', reduction: 'mean' }],
  jaccardIndex: [[ids, ids], { classes: 2, ignoreBackground: true, empty: 'worst', reduction: 'mean' }],
  softDiceLoss: [[masks, masks], { smoothing: 0.1, ignoreBackground: true, reduction: 'sum' }],
  surfaceDice: [
    [ids, ids],
    {
      ...{ classes: 2, ignoreBackground: true, empty: 'worst', reduction: 'mean' },
      ...{ spacing: [1, 2], weighting: 'area', tolerance: 1 },
    },
  ],
  surfaceDistances: [
    [ids, ids],
    {
      ...{ classes: 2, ignoreBackground: true, empty: 'worst', reduction: 'mean' },
      ...{ spacing: [1, 2], weighting: 'area', form: 'pooled' },
    },
  ],
  calibrateAccuracy: [
    [
      [1, 2],
      [1, 3],
    ],
    { method: 'linear' },
  ],
  conformalInterval: [
    [
      [1, 2],
      [1, 3],
    ],
    { alpha: 0.5 },
  ],
  register: [
    [x(2, 2, 1), x(2, 2, 1)],
    {
      ...{ transform: ['affine'], similarity: 'squaredDifference', window: 3, levels: 1, controlPointSpacing: 3 },
      ...{ bendingEnergy: 0, iterations: 1, initialTheta: x(2, 3), onProgress: () => {}, signal },
    },
  ],
  reverseClassificationAccuracy: [
    [segmented, [segmented]],
    {
      ...{ reverseClassifier: segmenter, classes: 2, metrics: ['dice', 'average'], statistic: 'mean' },
      ...{ spacing: [1, 2], tolerance: 1, onProgress: () => {}, signal },
    },
  ],
  logisticRegression: [[], { regularization: 1, maxIterations: 2 }],
  forestClassifier: [[], { trees: 1, maxDepth: 1, minLeafSize: 1, radii: [1], position: true, seed: 1 }],
  pixelClassifier: [[], { width: 1, iterations: 1, regularization: 1, position: true, seed: 1 }],
  registrationClassifier: [
    [],
    {
      ...{ transform: ['affine'], similarity: 'squaredDifference', window: 3, levels: 1, controlPointSpacing: 3 },
      ...{ bendingEnergy: 0, iterations: 1, batchSize: 1 },
    },
  ],
  checkpoint: [[square]],
  AffineGrid: [[{ size: [2, 2], alignCorners: true }]],
  BilinearSampler: [[sampling]],
  DeformableConv2D: [
    [{ filters: 2, kernelSize: 3, strides: 1, dilations: 1, pad: 'same', useBias: true, modulated: true }],
  ],
  GaussianSampling: [[{ klWeight: 1, seed: 1, alwaysSample: true }]],
  GramMatrix: [[{ normalization: 'none', center: true }]],
  SpatialTransformer: [[{ transform: 'attention', size: [2, 2], antialias: true, ...sampling }]],
  TemperatureSoftmax: [[{ temperature: 2, axis: 1 }]],
  distillationObjective: [[], { divergence: 'reverse', temperature: 2, softWeight: 1, hardWeight: 1 }],
  gaussianObjective: [[], { logVariance: 0 }],
  perceptualObjective: [[wrappers.bernoulliObjective], { content: { same: 1 }, style: { same: 1 } }],
  'checkpoint(f)': [[logits]],
  'mattingLaplacian.apply': [[x(4, 4)]],
  'mattingLaplacian.energy': [[x(4, 4)]],
  'randomFilterBank()': [[images]],
  'layersFeatures()': [[masks]],
  installTrainingKernels: [['cpu']],
  selectBackend: [
    [],
    {
      prefer: ['cpu'],
      wasmPaths: 'folder/',
      trainingKernels: false,
      deterministic: false,
      threads: 1,
      onFallback: () => {},
    },
  ],
  gradcheck: [[square, [logits]], { eps: 0.01, rtol: 0.1, atol: 0.1, directions: 1, seed: 1 }],
  gradgradcheck: [[square, [logits]], { eps: 0.01, rtol: 0.1, atol: 0.1, directions: 1, seed: 1 }],
  vjp: [[square, [logits], logits]],
  seededTensor: [[[2]], { seed: 1, distribution: 'uniform', low: 0, high: 1 }],
  expectTensorsClose: [[logits, logits], { rtol: 0, atol: 0 }],
  toBeCloseToTensor: [[logits, logits], { rtol: 0, atol: 0 }],
  toBeFiniteTensor: [[logits]],
  fixture: [['gramMatrix']],
  expectNoLeak: [[() => 1]],
  forEachBackend: [[['cpu'], () => {}]],
};

const isLayer = (of: unknown): of is new (args: never) => layers.Layer => typeof of === 'function' && 'className' in of;

/** The layers, which are made but not built, and the losses. */
const layerFunctions = {
  ...Object.fromEntries(
    Object.entries(wrappers).map(([name, of]) => [name, isLayer(of) ? (args: never) => void new of(args) : of]),
  ),
  distillationObjective: (options: object) => wrappers.distillationObjective(options)(logits, logits),
};

/** The functions of `calls`. */
export const functions: Record<string, unknown> = {
  ...api,
  ...layerFunctions,
  ...testing,
  ...testing.tensorMatchers,
  'checkpoint(f)': api.checkpoint(square),
  'mattingLaplacian.apply': (v: tf.Tensor2D) => laplacian.apply(v),
  'mattingLaplacian.energy': (v: tf.Tensor2D) => laplacian.energy(v),
  'randomFilterBank()': api.randomFilterBank({ scales: [1], channels: 2 }),
  'layersFeatures()': api.layersFeatures(model, ['conv']),
};
