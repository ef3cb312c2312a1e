// A bundler keeps the fixtures in a file of their own, which a program loads when it asks for one.
const settings = (config) => ({
  ...config,
  logLevel: 'error',
  external: [...(config.external ?? []), './fixtures.js'],
});

/** The size that an import adds to a bundle, without tfjs. Functions with a gradient include tfjs's gradients, 7.9 kB. */
const size = (name, entry, limit, imported) => ({
  name,
  path: `dist/${entry}.js`,
  import: imported,
  limit,
  gzip: true,
  modifyEsbuildConfig: settings,
});

export default [
  size('tfjs gradients', 'gradients', '8 kB'),
  size('diffblocks: ArgumentError', 'index', '8.2 kB', '{ ArgumentError }'),
  size('diffblocks/rca: reverseAccuracy, which has no gradient', 'rca', '4 kB', '{ reverseAccuracy }'),
  size('diffblocks/backend, with the training kernels', 'backend', '73 kB'),
  size('diffblocks/style: contentLoss', 'style', '17.5 kB', '{ contentLoss }'),
  size('diffblocks/style: gramMatrix', 'style', '22.5 kB', '{ gramMatrix }'),
  size('diffblocks/style', 'style', '32.5 kB'),
  size('diffblocks/matting', 'matting', '47 kB'),
  size('diffblocks/distillation: distillationLoss', 'distillation', '27 kB', '{ distillationLoss }'),
  size('diffblocks/distillation', 'distillation', '35 kB'),
  size('diffblocks/variational: gaussianKL', 'variational', '19.5 kB', '{ gaussianKL }'),
  size('diffblocks/variational: elbo', 'variational', '24.5 kB', '{ elbo }'),
  size('diffblocks/variational', 'variational', '33.5 kB'),
  size('diffblocks/spatial: bilinearSampler', 'spatial', '30 kB', '{ bilinearSampler }'),
  size('diffblocks/spatial', 'spatial', '49 kB'),
  size('diffblocks/registration', 'registration', '45.5 kB'),
  size('diffblocks/rca: diceCoefficient', 'rca', '18 kB', '{ diceCoefficient }'),
  size('diffblocks/rca', 'rca', '58.5 kB'),
  size('diffblocks/optimize: conjugateGradient, which has no gradient', 'optimize', '4 kB', '{ conjugateGradient }'),
  size('diffblocks/optimize', 'optimize', '25.5 kB'),
  size('diffblocks/testing', 'testing', '18 kB'),
];
