/**
 * The shape of `x`, an expression of `x` and the export `f` whose gradients the program computes, and 1 if it has no
 * second gradient on cpu.
 */
export type GradientProgram = [shape: number[], call: string, order?: 1];

/** Exports without a gradient that stay small without tfjs's. */
export const withoutGradients = [
  'ArgumentError',
  'LbfgsState',
  'MattingLaplacian',
  'Registration', // a type
  'backendReport',
  'calibrateAccuracy',
  'conformalInterval',
  'conjugateGradient',
  'diceCoefficient',
  'fixture',
  'forestClassifier',
  'jaccardIndex',
  'reverseAccuracy',
  'reverseClassificationAccuracy',
  'surfaceDice',
  'surfaceDistances',
];

/** For a function without a gradient of its own: a program that uses it must not lose tfjs's gradients. */
export const beside: GradientProgram = [[2], 'f && tf.square(x)'];

/** A layer with weights of 0.1, since those of an initializer differ from one program to the next. */
const withWeights = (layer: string) =>
  `((layer) => {
    layer.apply(x);
    layer.setWeights(layer.getWeights().map(({ shape }) => tf.fill(shape, 0.1)));
    return layer.apply(x);
  })(${layer})`;

/** Keyed by subpath and export. */
export const gradientPrograms: Record<string, Record<string, GradientProgram>> = {
  backend: { installTrainingKernels: beside, selectBackend: beside },
  style: {
    alphaNormLoss: [[2, 2, 3], 'f(x)'],
    checkSegments: beside,
    contentLoss: [[2, 2, 3], 'f(x, tf.zeros([2, 2, 3]))'],
    featureInversionLoss: [[2, 2, 3], 'f(x, tf.ones([2, 2, 3]))'],
    gramLoss: [[3, 3], 'f(x, tf.zeros([3, 3]))'],
    gramMatrix: [[2, 2, 3], 'f(x)'],
    layersFeatures: [[2, 2, 1], "f(model, ['square'])(x).square"],
    matchColors: [[3, 3, 3], 'f(x, tf.square(x))'],
    maskedStyleLoss: [[2, 2, 3], 'f(x, tf.ones([2, 2, 3]), tf.ones([2, 2, 1]), tf.ones([2, 2, 1]))'],
    propagateMasks: [[4, 4, 1], "f(x, ['conv', 'pool'])[1]"],
    randomFilterBank: [[3, 3, 3], "f({ scales: [3], filters: 2, mean: 0, seed: 1 })(x)['3x3']"],
    resizeMasks: [[4, 4, 1], 'f(x, [3, 3])'],
    segmentMasks: beside,
    styleLoss: [[2, 2, 3], 'f(x, tf.ones([2, 2, 3]))'],
    totalVariationLoss: [[3, 3, 1], 'f(x)'],
    vggPreprocess: [[2, 2, 3], 'f(x)'],
  },
  matting: {
    closedFormMatte: beside,
    estimateForeground: beside,
    guidedFilter: [[4, 4, 1], 'f(x, x, { radius: 1, epsilon: 0.1 })'],
    mattingLaplacian: [[4, 4], 'f(tf.ones([4, 4, 3])).energy(x)'],
    photorealismLoss: beside, // takes a MattingLaplacian, which another export makes
    smoothLocalAffine: [[4, 4, 1], 'f(x, x, { radius: 1 })'],
  },
  distillation: {
    combineSpecialists: beside,
    distillationLoss: [[2, 3], 'f(x, tf.zeros([2, 3]))'],
    dustbinLabels: beside,
    ensembleLogits: [[2, 3], 'f([x, tf.zeros([2, 3])])'],
    keepTopK: [[2, 3], 'f(x, 2).remainder'],
    logitMatchingLoss: [[2, 3], 'f(x, tf.zeros([2, 3]))'],
    logSoftmaxWithTemperature: [[2, 3], 'f(x)'],
    munge: beside,
    perturbLogits: [[2, 3], 'f(x, { seed: 1, probability: 1 })'],
    recalibrateBias: [[2, 3], 'f(x, [1], 2)'],
    softmaxWithTemperature: [[2, 3], 'f(x)'],
    specialistClasses: beside,
    teacherLogits: beside,
    topKDistillationLoss: [[2, 3], 'f(x, { classes: [[0], [1]], logits: [[1], [2]], remainder: [0, 1] })'],
  },
  variational: {
    bernoulliLogLikelihood: [[2, 3], 'f(tf.ones([2, 3]), x)'],
    elbo: [[2, 3], 'f(tf.ones([2, 3]), { logits: x }, { mean: x, logVariance: x })'],
    elboTerms: [[2, 3], 'f(tf.ones([2, 3]), { logits: x }, { mean: x, logVariance: x }).kl'],
    gaussianKL: [[2, 3], 'f(x, x)'],
    gaussianLogLikelihood: [[2, 3], 'f(tf.ones([2, 3]), x, x)'],
    doublyReparameterizedBound: [[2, 3], 'f(x)'],
    fullVariationalBound: [[2], 'f(x, { mean: x, logVariance: x }, { dataSize: 2 })'],
    hamiltonianMonteCarlo: beside,
    importanceLogWeights: [[1, 2], 'f(x, { logits: x }, { mean: x, logVariance: x, noise: x })'],
    importanceWeightedBound: [[2, 3], 'f(x)'],
    logMarginal: [[2, 3], 'f(x)'],
    marginalLikelihood: beside,
    renyiBound: [[2, 3], 'f(x)'],
    reparameterize: [[2, 3], 'f(x, x, { seed: 1 })'],
    sampleCauchy: [[2, 3], 'f(x, x, { seed: 1 })'],
    sampleExponential: [[2, 3], 'f(x, { seed: 1 })'],
    sampleGumbel: [[2, 3], 'f(x, x, { seed: 1 })'],
    sampleGumbelSoftmax: [[2, 3], 'f(x, { seed: 1 })'],
    sampleLaplace: [[2, 3], 'f(x, x, { seed: 1 })'],
    sampleLogNormal: [[2, 3], 'f(x, x, { seed: 1 })'],
    sampleLogistic: [[2, 3], 'f(x, x, { seed: 1 })'],
    sampleUniform: [[2, 3], 'f(x, x, { seed: 1 })'],
    sampleWeibull: [[2, 3], 'f(x, x, { seed: 1 })'],
    stickingTheLandingBound: [[2, 3], 'f(x)'],
  },
  spatial: {
    affineGrid: [[1, 2, 3], 'f(x, [2, 2])'],
    affineGrid3d: [[1, 3, 4], 'f(x, [2, 2, 2])'],
    attentionTheta: [[2], 'f({ scale: 0.5, translation: x })'],
    bicubicSampler: [[2, 2, 2], 'f(x, tf.zeros([2, 2, 2]))'],
    bilinearSampler: [[2, 2, 2], 'f(x, tf.zeros([2, 2, 2]))'],
    deformableConv2d: [[1, 3, 3, 1], 'f(x, tf.ones([2, 2, 1, 1]), tf.zeros([1, 2, 2, 8]))'],
    flowGrid: [[1, 2, 2, 2], 'f(x)'],
    nearestSampler: [[2, 2, 2], 'f(x, tf.zeros([2, 2, 2]))'],
    projectiveGrid: [[1, 8], 'f(x, [2, 2])'],
    spatialTransformer: [[1, 3, 3, 1], 'f(x, tf.tensor3d([[[1, 0.1, 0], [0, 1, 0]]]), [2, 2])'],
    thinPlateSplineGrid: [[1, 4, 2], 'f(tf.tensor2d([[-1, -1], [-1, 1], [1, -1], [1, 1]]), x, [2, 2])'],
    trilinearSampler: [[2, 2, 2, 1], 'f(x, tf.zeros([2, 2, 2, 3]))'],
  },
  registration: {
    bendingEnergy: [[4, 4, 2], 'f(tf.square(x))'],
    bsplineGrid: [[4, 4, 2], 'f(x, [2, 2])'],
    jacobianDeterminant: [[3, 3, 1], 'f(tf.concat([x, tf.transpose(x, [1, 0, 2])], 2))'],
    normalizedCrossCorrelation: [[3, 3, 1], 'f(x, tf.square(x))'],
    register: beside,
  },
  rca: {
    logisticRegression: beside,
    pixelClassifier: beside,
    registrationClassifier: beside,
    softDiceLoss: [[2, 2, 3], 'f(x, tf.ones([2, 2, 3]))'],
  },
  optimize: { checkpoint: [[2], 'f((x) => tf.square(x))(x)'], lbfgs: beside },
  layers: {
    AffineGrid: [[1, 6], 'new f({ size: [2, 2] }).apply(x)'],
    BilinearSampler: [[1, 2, 2, 2], 'new f().apply([x, tf.zeros([1, 2, 2, 2])])'],
    DeformableConv2D: [[1, 3, 3, 1], withWeights('new f({ filters: 2, kernelSize: 2 })')],
    GaussianSampling: [[2, 3], 'new f({ seed: 1, alwaysSample: true }).apply([x, x])'],
    GramMatrix: [[1, 2, 2, 3], 'new f().apply(x)'],
    SpatialTransformer: [[1, 3, 3, 1], 'new f().apply(x)', 1], // its net has pools
    TemperatureSoftmax: [[2, 3], 'new f().apply(x)'],
    bernoulliObjective: [[2, 3], 'f()(tf.ones([2, 3]), x)'],
    distillationObjective: [[2, 3], 'f()(tf.zeros([2, 3]), x)'],
    gaussianObjective: [[2, 3], 'f()(tf.zeros([2, 3]), x)'],
    perceptualObjective: [
      [1, 2, 2, 1],
      'f((image) => ({ square: tf.square(image) }), { content: { square: 1 } })(tf.zeros([1, 2, 2, 1]), x)',
    ],
  },
  testing: {
    expectNoLeak: beside,
    expectTensorsClose: beside,
    forEachBackend: beside,
    gradcheck: beside,
    gradgradcheck: beside,
    seededTensor: beside,
    tensorMatchers: beside,
    testFixture: beside,
    vjp: [[2], 'f((z) => tf.mul(z, tf.square(z)), x, [1, 2])[0]'],
  },
};

/** A program that prints the first and second gradients of some exports of one entry point, by name. */
export function printsGradients(entry: string, programs: Record<string, GradientProgram>): string {
  const names = Object.keys(programs);
  const gradients = Object.entries(programs).map(([name, [shape, call, order]]) => {
    const size = shape.reduce((product, length) => product * length);
    return `
      (() => {
        const f = ${name};
        const x = tf.reshape(tf.linspace(0.2, 1.8, ${size}), [${shape}]);
        const gradient = tf.grad((x) => tf.sum(tf.square(${call})));
        const second = tf.grad((x) => tf.sum(tf.square(gradient(x))));
        return ['${name}', [gradient${order === 1 ? '' : ', second'}].map((f) => f(tf.add(x, 0)).dataSync().join()).join(' and ')];
      })(),`;
  });
  return `
    import * as tf from '@tensorflow/tfjs-core';
    import '@tensorflow/tfjs-backend-cpu';
    import { ${names.join(', ')} } from '${entry}';
    const layer = (name, inputs) => {
      const sourceLayer = { name, apply: (x) => tf.square(x), computeOutputShape: (shape) => shape };
      return { shape: [null, 2, 2, 1], inputs, callArgs: {}, sourceLayer };
    };
    const input = layer('input', []);
    const model = { inputs: [input], outputs: [layer('square', [input])] };
    tf.setBackend('cpu').then(() => console.log(JSON.stringify(Object.fromEntries([${gradients.join('')}]))));`;
}
