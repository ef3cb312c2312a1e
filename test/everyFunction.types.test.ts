import * as tf from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import * as api from '../src';
import * as wrappers from '../src/layers';
import * as testing from '../src/testing';

// tsc checks these calls, with inline tensors of each rank and with arrays; they never run.

type Calls = readonly (() => unknown)[];
type FunctionsOf<Module> = {
  [Name in keyof Module as Module[Name] extends (...given: never) => unknown ? Name : never]: Calls;
};
type LayersOf<Module> = { [Name in keyof Module as Module[Name] extends { className: string } ? Name : never]: Calls };

const { ones, zeros } = tf;
const row = [1, 2];
const rows = [row];
const image = [rows];
const images = [image];
const size: [number, number] = [2, 2];
const noise = () => ({ noise: ones([3, 1, 2]) });
const loss = (x: tf.Tensor) => tf.sum(x) as tf.Scalar;
const laplacian = () => api.mattingLaplacian(ones([3, 3, 1]));
const posterior = () => ({ mean: ones([1, 2]), logVariance: rows });
const segmented = () => ({ image: ones([2, 2, 1]), segmentation: rows });
const example = () => ({ image: ones([2, 2, 1]), segmentation: ones([2, 2], 'int32'), classes: 2 });
const layer = (made: { apply(x: tf.Tensor): unknown }) => made.apply(ones([1, 2, 2, 3]));

const style = {
  alphaNormLoss: [() => api.alphaNormLoss(ones([2, 2, 3])), () => api.alphaNormLoss(images)],
  checkSegments: [() => api.checkSegments(ones([2, 2, 1]), image), () => api.checkSegments(images, ones([1, 2, 2, 1]))],
  contentLoss: [() => api.contentLoss(ones([2, 2, 3]), image), () => api.contentLoss(images, ones([1, 1, 1, 2]))],
  featureInversionLoss: [
    () => api.featureInversionLoss(ones([1, 1, 2]), image),
    () => api.featureInversionLoss(images, ones([1, 1, 1, 2])),
  ],
  gramLoss: [() => api.gramLoss(ones([2, 2]), zeros([2, 2])), () => api.gramLoss(image, ones([1, 1, 1]))],
  gramMatrix: [
    () => api.gramMatrix(ones([2, 2, 2])),
    () => api.gramMatrix(images, { mask: image }),
    () => api.gramMatrix(ones([1, 2, 2, 3]), { mask: ones([1, 2, 2]) }),
  ],
  layersFeatures: [
    () => api.layersFeatures(sequential(), ['conv'])(ones([2, 2, 3])).conv,
    () => api.layersFeatures(sequential(), ['conv'])(images),
  ],
  maskedStyleLoss: [
    () => api.maskedStyleLoss(ones([2, 2, 3]), image, ones([2, 2, 1]), image),
    () => api.maskedStyleLoss(images, ones([1, 2, 2, 3]), images, ones([1, 2, 2, 1])),
  ],
  matchColors: [
    () => api.matchColors(ones([2, 2, 3]), image, { masks: { image: ones([2, 2, 1]), reference: image } }),
    () => api.matchColors(images, ones([1, 2, 2, 3])),
    (): tf.Tensor4D => api.matchColors(ones([1, 2, 2, 3]), images),
  ],
  propagateMasks: [
    () => api.propagateMasks(image, ['conv']),
    (): tf.Tensor3D[] => api.propagateMasks(ones([2, 2, 1]), []),
  ],
  randomFilterBank: [
    () => api.randomFilterBank()(ones([2, 2, 3]))['3x3'],
    () => api.randomFilterBank()(images),
    (): Record<string, tf.Tensor4D> => api.randomFilterBank()(ones([1, 2, 2, 3])),
  ],
  resizeMasks: [() => api.resizeMasks(image, size), (): tf.Tensor4D => api.resizeMasks(ones([1, 2, 2, 1]), size)],
  segmentMasks: [
    () => api.segmentMasks(rows, { classes: 2 }),
    (): tf.Tensor4D => api.segmentMasks(ones([1, 2, 2], 'int32'), { classes: 2 }),
  ],
  styleLoss: [() => api.styleLoss(ones([2, 2, 3]), image), () => api.styleLoss(images, ones([1, 3, 2, 2]))],
  totalVariationLoss: [() => api.totalVariationLoss(ones([2, 2, 3])), () => api.totalVariationLoss(images)],
  vggPreprocess: [() => api.vggPreprocess(image), (): tf.Tensor4D => api.vggPreprocess(ones([1, 2, 2, 3]))],
};

const matting = {
  closedFormMatte: [
    () => api.closedFormMatte(ones([3, 3, 1]), rows, { initial: ones([3, 3, 1]), prior: rows, confidence: image }),
    () => api.closedFormMatte(image, ones([3, 3])),
    () => api.closedFormMatte(image, ones([3, 3, 1])),
  ],
  estimateForeground: [
    () => api.estimateForeground(ones([3, 3, 1]), rows),
    () => api.estimateForeground(image, ones([3, 3])),
    () => api.estimateForeground(image, ones([3, 3, 1])),
  ],
  guidedFilter: [
    (): tf.Tensor2D => api.guidedFilter(ones([2, 2, 3]), ones([2, 2])),
    (): tf.Tensor3D => api.guidedFilter(rows, ones([1, 2, 1])),
    (): tf.Tensor4D => api.guidedFilter(images, ones([1, 1, 1, 1])),
  ],
  mattingLaplacian: [
    () => laplacian().apply(ones([3, 3])),
    () => laplacian().apply(ones([3, 3, 2])),
    () => laplacian().energy(rows),
    () => api.mattingLaplacian(image).energy(ones([3, 3, 1])),
  ],
  photorealismLoss: [
    () => api.photorealismLoss(ones([3, 3]), laplacian()),
    () => api.photorealismLoss(ones([3, 3, 3]), laplacian()),
    () => api.photorealismLoss(image, laplacian()),
  ],
  smoothLocalAffine: [
    (): tf.Tensor2D => api.smoothLocalAffine(ones([2, 2]), ones([2, 2, 3])),
    (): tf.Tensor4D => api.smoothLocalAffine(ones([1, 1, 1, 2]), images),
    () => api.smoothLocalAffine(image, rows),
  ],
};

const distillation = {
  combineSpecialists: [() => api.combineSpecialists(ones([1, 2]), [{ probabilities: rows, classes: [1] }])],
  distillationLoss: [
    () => api.distillationLoss(ones([3]), row, { labels: 1 }),
    () => api.distillationLoss(rows, ones([1, 2]), { labels: ones([1], 'int32'), weights: row }),
    () => api.distillationLoss(ones([1, 1, 2]), image, { labels: ones([1, 1, 2]), weights: ones([1, 1]) }),
  ],
  dustbinLabels: [() => api.dustbinLabels(ones([2], 'int32'), [1]), () => api.dustbinLabels(rows, [1])],
  ensembleLogits: [(): tf.Tensor2D => api.ensembleLogits([ones([2, 3]), rows]), () => api.ensembleLogits([row])],
  keepTopK: [() => api.keepTopK(ones([3]), 2).logits, () => api.keepTopK(images, 1)],
  logitMatchingLoss: [() => api.logitMatchingLoss(ones([3]), row), () => api.logitMatchingLoss(rows, ones([1, 2]))],
  logSoftmaxWithTemperature: [
    () => api.logSoftmaxWithTemperature(row),
    (): tf.Tensor3D => api.logSoftmaxWithTemperature(ones([1, 2, 3])),
  ],
  munge: [() => api.munge(ones([2, 3])), () => api.munge(rows)],
  perturbLogits: [() => api.perturbLogits(ones([2, 3, 4])), () => api.perturbLogits(rows)],
  recalibrateBias: [
    (): tf.Tensor2D => api.recalibrateBias(ones([2, 3]), [1], 1),
    () => api.recalibrateBias(row, [0], 1),
  ],
  softmaxWithTemperature: [
    () => api.softmaxWithTemperature(row),
    (): tf.Tensor4D => api.softmaxWithTemperature(ones([1, 2, 3, 4])),
  ],
  specialistClasses: [
    () => api.specialistClasses(ones([2, 3]), { count: 1 }),
    () => api.specialistClasses(rows, { count: 1 }),
  ],
  teacherLogits: [() => api.teacherLogits((x) => x, ones([2, 3])), () => api.teacherLogits((x) => x, images, { k: 1 })],
  topKDistillationLoss: [
    () => api.topKDistillationLoss(ones([2, 3]), api.keepTopK(ones([2, 3]), 1)),
    () => api.topKDistillationLoss(row, { classes: [0], logits: [1], remainder: 0 }),
  ],
};

const variational = {
  bernoulliLogLikelihood: [
    () => api.bernoulliLogLikelihood(ones([1, 2]), 0),
    () => api.bernoulliLogLikelihood(image, ones([2])),
  ],
  doublyReparameterizedBound: [
    () => api.doublyReparameterizedBound(ones([3])),
    () => api.doublyReparameterizedBound(rows),
  ],
  elbo: [
    () => api.elbo(ones([1, 2]), { logits: rows }, posterior()),
    () => api.elbo(rows, { mean: ones([3, 1, 2]), logVariance: 0 }, { ...posterior(), noise: ones([3, 1, 2]) }),
  ],
  elboTerms: [
    () => api.elboTerms(ones([1, 2]), { logits: ones([3, 1, 2]) }, { ...posterior(), sample: ones([3, 1, 2]) }),
    () => api.elboTerms(rows, { logits: rows }, posterior()).klPerDimension,
  ],
  fullVariationalBound: [
    () => api.fullVariationalBound(ones([2]), posterior(), { dataSize: 2 }),
    () => api.fullVariationalBound(1, [posterior(), { mean: row, logVariance: ones([2]) }], { dataSize: 2 }),
  ],
  gaussianKL: [() => api.gaussianKL(ones([2, 3]), 0, { priorMean: ones([3]) }), () => api.gaussianKL(image, ones([2]))],
  gaussianLogLikelihood: [
    () => api.gaussianLogLikelihood(ones([1, 2]), rows, 0),
    () => api.gaussianLogLikelihood(image, ones([2]), ones([1, 1, 2])),
  ],
  hamiltonianMonteCarlo: [
    () => api.hamiltonianMonteCarlo(loss, ones([2])),
    () => api.hamiltonianMonteCarlo((z) => tf.sum(z, 1), rows),
  ],
  importanceLogWeights: [
    () => api.importanceLogWeights(ones([1, 2]), { logits: rows }, { ...posterior(), noise: ones([3, 1, 2]) }),
    () => api.importanceLogWeights(rows, { logits: ones([3, 1, 2]) }, { ...posterior(), sample: images }),
  ],
  importanceWeightedBound: [
    () => api.importanceWeightedBound(ones([3])),
    () => api.importanceWeightedBound(ones([3, 1])),
    () => api.importanceWeightedBound(rows),
  ],
  logMarginal: [() => api.logMarginal(ones([3])), () => api.logMarginal(rows), () => api.logMarginal(ones([3, 2]))],
  marginalLikelihood: [() => api.marginalLikelihood((z) => tf.sum(z, 1), ones([4, 2]))],
  renyiBound: [() => api.renyiBound(ones([3, 1]), { alpha: 2 }), () => api.renyiBound(row, { alpha: 2 })],
  reparameterize: [() => api.reparameterize(ones([1, 2]), 0, noise()), () => api.reparameterize(image, ones([2]))],
  sampleCauchy: [() => api.sampleCauchy(ones([1, 2]), 1, noise()), () => api.sampleCauchy(image, ones([2]))],
  sampleExponential: [() => api.sampleExponential(ones([1, 2]), noise()), () => api.sampleExponential(row)],
  sampleGumbel: [() => api.sampleGumbel(ones([1, 2]), 1, noise()), () => api.sampleGumbel(image, ones([2]))],
  sampleGumbelSoftmax: [() => api.sampleGumbelSoftmax(ones([1, 2]), noise()), () => api.sampleGumbelSoftmax(row)],
  sampleLaplace: [() => api.sampleLaplace(ones([1, 2]), 1, noise()), () => api.sampleLaplace(image, ones([2]))],
  sampleLogNormal: [() => api.sampleLogNormal(ones([1, 2]), 1, noise()), () => api.sampleLogNormal(image, ones([2]))],
  sampleLogistic: [() => api.sampleLogistic(ones([1, 2]), 1, noise()), () => api.sampleLogistic(image, ones([2]))],
  sampleUniform: [() => api.sampleUniform(zeros([1, 2]), 1, noise()), () => api.sampleUniform(image, ones([2]))],
  sampleWeibull: [() => api.sampleWeibull(ones([1, 2]), 1, noise()), () => api.sampleWeibull(image, ones([2]))],
  stickingTheLandingBound: [() => api.stickingTheLandingBound(ones([3])), () => api.stickingTheLandingBound(rows)],
};

const spatial = {
  affineGrid: [
    () => api.affineGrid(image, size),
    (): tf.Tensor3D => api.affineGrid(ones([2, 3]), size),
    (): tf.Tensor4D => api.affineGrid(ones([1, 2, 3]), size),
  ],
  affineGrid3d: [
    () => api.affineGrid3d(rows, [1, 2, 3]),
    (): tf.Tensor4D => api.affineGrid3d(ones([3, 4]), [1, 2, 3]),
    (): tf.Tensor5D => api.affineGrid3d(ones([1, 3, 4]), [1, 2, 3]),
  ],
  attentionTheta: [
    () => api.attentionTheta({ scale: 1, translation: ones([2]) }),
    () => api.attentionTheta({ scale: ones([1]), translation: rows }),
  ],
  bicubicSampler: [
    () => api.bicubicSampler(image, ones([1, 1, 2])),
    (): tf.Tensor4D => api.bicubicSampler(ones([1, 2, 2, 1]), images),
  ],
  bilinearSampler: [
    () => api.bilinearSampler(image, ones([1, 1, 2]), { padding: 'fill', fill: [1, 2] }),
    (): tf.Tensor4D => api.bilinearSampler(ones([1, 2, 2, 1]), images),
  ],
  deformableConv2d: [
    () => api.deformableConv2d(image, ones([1, 1, 2, 1]), ones([1, 1, 2])),
    (): tf.Tensor4D => api.deformableConv2d(ones([1, 1, 1, 2]), images, images, { mask: images, bias: ones([1]) }),
  ],
  flowGrid: [() => api.flowGrid(image), (): tf.Tensor4D => api.flowGrid(ones([1, 2, 2, 2]))],
  nearestSampler: [
    () => api.nearestSampler(image, ones([1, 1, 2])),
    () => api.nearestSampler(ones([2, 2, 2, 1]), images),
    (): tf.Tensor5D => api.nearestSampler(ones([1, 2, 2, 2, 1]), [images]),
  ],
  projectiveGrid: [
    () => api.projectiveGrid([1, 0, 0, 0, 1, 0, 0, 0], size),
    () => api.projectiveGrid(ones([3, 3]), size),
    (): tf.Tensor4D => api.projectiveGrid(ones([1, 8]), size),
  ],
  spatialTransformer: [
    () => api.spatialTransformer(image, ones([6]), size),
    (): tf.Tensor4D => api.spatialTransformer(ones([1, 2, 2, 1]), rows, size),
  ],
  thinPlateSplineGrid: [
    () => api.thinPlateSplineGrid(rows, ones([1, 2]), size),
    (): tf.Tensor4D => api.thinPlateSplineGrid(ones([1, 3, 2]), ones([1, 3, 2]), size),
  ],
  trilinearSampler: [
    () => api.trilinearSampler(images, ones([1, 1, 1, 3])),
    (): tf.Tensor5D => api.trilinearSampler(ones([1, 2, 2, 2, 1]), [images]),
  ],
};

const registration = {
  bendingEnergy: [() => api.bendingEnergy(ones([4, 4, 2])), () => api.bendingEnergy(images)],
  bsplineGrid: [() => api.bsplineGrid(image, size), (): tf.Tensor4D => api.bsplineGrid(ones([1, 4, 4, 2]), size)],
  jacobianDeterminant: [
    () => api.jacobianDeterminant(image),
    (): tf.Tensor2D => api.jacobianDeterminant(ones([4, 4, 2])),
  ],
  normalizedCrossCorrelation: [
    () => api.normalizedCrossCorrelation(ones([4, 4, 1]), image),
    () => api.normalizedCrossCorrelation(images, ones([1, 4, 4, 1])),
  ],
  register: [
    () => api.register(ones([4, 4, 1]), image, { initialTheta: ones([2, 3]) }),
    () => api.register(images, ones([4, 4, 4, 1]), { initialTheta: rows }),
  ],
};

const rca = {
  calibrateAccuracy: [() => api.calibrateAccuracy(row, new Float32Array(2))],
  conformalInterval: [() => api.conformalInterval(row, new Float64Array(2))],
  diceCoefficient: [() => api.diceCoefficient(ones([2, 2], 'int32'), rows), () => api.diceCoefficient(image, image)],
  forestClassifier: [() => api.forestClassifier().fit(example())],
  jaccardIndex: [() => api.jaccardIndex(ones([2, 2], 'int32'), rows), () => api.jaccardIndex(image, image)],
  logisticRegression: [() => api.logisticRegression().fit({ features: ones([2, 1]), labels: ones([2], 'int32') })],
  pixelClassifier: [() => api.pixelClassifier().fit(example())],
  registrationClassifier: [() => api.registrationClassifier().fit(example())],
  reverseAccuracy: [
    () => api.reverseAccuracy(api.logisticRegression(), { features: ones([2, 1]), labels: row, unlabelled: rows }),
    () =>
      api.reverseAccuracy(api.logisticRegression(), {
        features: rows,
        labels: ones([2], 'int32'),
        unlabelled: ones([2, 1]),
      }),
  ],
  reverseClassificationAccuracy: [
    () =>
      api.reverseClassificationAccuracy(segmented(), [segmented()], {
        reverseClassifier: api.forestClassifier(),
        classes: 2,
      }),
  ],
  softDiceLoss: [() => api.softDiceLoss(ones([2, 2, 2]), image), () => api.softDiceLoss(images, ones([1, 1, 1, 2]))],
  surfaceDice: [() => api.surfaceDice(ones([2, 2], 'int32'), rows), () => api.surfaceDice(image, ones([1, 1, 2]))],
  surfaceDistances: [
    () => api.surfaceDistances(ones([2, 2], 'int32'), rows),
    () => api.surfaceDistances(image, ones([1, 1, 2])),
  ],
};

const others = {
  backendReport: [() => api.backendReport()],
  checkpoint: [
    (): tf.Tensor2D => api.checkpoint((x: tf.Tensor2D) => tf.square(x))(ones([2, 2])),
    () => api.checkpoint((x: tf.Tensor, y: tf.Tensor) => tf.add(x, y))(ones([2]), ones([2, 2, 2])),
  ],
  conjugateGradient: [
    () => api.conjugateGradient((x) => tf.mul(x, 2), ones([2, 3])),
    () => api.conjugateGradient((x: tf.Tensor2D) => tf.mul<tf.Tensor2D>(x, 2), rows),
  ],
  installTrainingKernels: [() => api.installTrainingKernels()],
  lbfgs: [
    () => api.lbfgs((x) => loss(x), ones([2, 2, 2]), { bounds: { lower: 0, upper: ones([2, 2, 2]) } }),
    () => api.lbfgs((x: tf.Tensor2D) => loss(x), rows),
    () => api.lbfgs(({ a }: { a: tf.Tensor }) => loss(a), { a: ones([2]) }),
    () => api.lbfgs(([a]: tf.Tensor[]) => loss(a), [ones([2]), ones([2, 3])]),
  ],
  selectBackend: [() => api.selectBackend()],
};

const ofLayers = {
  AffineGrid: [() => layer(new wrappers.AffineGrid({ size: [2, 2] }))],
  BilinearSampler: [() => new wrappers.BilinearSampler({}).apply([ones([1, 2, 2, 1]), zeros([1, 1, 1, 2])])],
  DeformableConv2D: [() => layer(new wrappers.DeformableConv2D({ filters: 1, kernelSize: 3 }))],
  GaussianSampling: [() => new wrappers.GaussianSampling({}).apply([ones([1, 2]), ones([1, 2])])],
  GramMatrix: [() => layer(new wrappers.GramMatrix({}))],
  SpatialTransformer: [() => layer(new wrappers.SpatialTransformer({}))],
  TemperatureSoftmax: [() => layer(new wrappers.TemperatureSoftmax({}))],
};

const objectives = {
  bernoulliObjective: [() => wrappers.bernoulliObjective()(ones([1, 2]), zeros([1, 2]))],
  distillationObjective: [() => wrappers.distillationObjective()(ones([1, 2]), zeros([1, 2]))],
  gaussianObjective: [() => wrappers.gaussianObjective()(ones([1, 2]), zeros([1, 2]))],
  perceptualObjective: [
    () =>
      wrappers.perceptualObjective(api.randomFilterBank(), { style: { '3x3': 1 } })(
        ones([1, 2, 2, 3]),
        zeros([1, 2, 2, 3]),
      ),
  ],
};

const ofTesting = {
  expectNoLeak: [() => testing.expectNoLeak(() => ones([2]))],
  expectTensorsClose: [
    () => testing.expectTensorsClose(ones([2]), row),
    () => testing.expectTensorsClose(ones([1, 2]), ones([1, 2])),
  ],
  fixture: [() => testing.fixture('gramMatrix')],
  forEachBackend: [() => testing.forEachBackend(['cpu'], () => {})],
  gradcheck: [() => testing.gradcheck((x) => tf.square(x), [ones([2]), ones([1, 2])])],
  gradgradcheck: [() => testing.gradgradcheck((x, y) => tf.mul(x, y), [ones([2, 2, 2]), ones([2])])],
  seededTensor: [() => testing.seededTensor([2, 3])],
  testFixture: [
    async () => testing.testFixture(await testing.fixture('gramMatrix'), ({ features }) => api.gramMatrix(features)),
  ],
  vjp: [() => testing.vjp((x) => tf.square(x), [ones([2])], row), () => testing.vjp(loss, ones([2]), 1)],
};

/** A function without its calls is an error of types. */
const calls: FunctionsOf<typeof api> &
  FunctionsOf<typeof wrappers> &
  LayersOf<typeof wrappers> &
  FunctionsOf<typeof testing> = {
  ...style,
  ...matting,
  ...distillation,
  ...variational,
  ...spatial,
  ...registration,
  ...rca,
  ...others,
  ...ofLayers,
  ...objectives,
  ...ofTesting,
};

test('every public function is called with inline tensors and arrays', () => {
  const classes = ['ArgumentError', 'LbfgsState', 'MattingLaplacian', 'Registration'];
  const exported = Object.keys({ ...api, ...wrappers, ...testing }).filter((name) => !classes.includes(name));
  expect(Object.keys(calls).sort()).toEqual(exported.filter((name) => name !== 'tensorMatchers').sort());
});
