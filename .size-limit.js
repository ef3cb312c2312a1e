// A bundler keeps the fixtures in a file of their own, which a program loads when it asks for one.
const settings = (config) => ({
  ...config,
  logLevel: 'error',
  external: [...(config.external ?? []), './fixtures.js'],
});

/** The size that an import adds to a bundle, without tfjs. Functions with a gradient include tfjs's gradients, 8.7 kB. */
const size = (name, entry, limit, imported) => ({
  name,
  path: `dist/${entry}.js`,
  import: imported,
  limit,
  gzip: true,
  modifyEsbuildConfig: settings,
});

export default [
  size('tfjs gradients', 'gradients', '8.8 kB'),
  size('diffblocks: ArgumentError', 'index', '9 kB', '{ ArgumentError }'),
  size('diffblocks/rca: reverseAccuracy, which has no gradient', 'rca', '4 kB', '{ reverseAccuracy }'),
  size('diffblocks/backend, with the training kernels', 'backend', '78.5 kB'),
  size('diffblocks/style: contentLoss', 'style', '18.5 kB', '{ contentLoss }'),
  size('diffblocks/style: gramMatrix', 'style', '23.5 kB', '{ gramMatrix }'),
  size('diffblocks/style', 'style', '33.5 kB'),
  size('diffblocks/matting', 'matting', '48.5 kB'),
  size('diffblocks/distillation: distillationLoss', 'distillation', '28 kB', '{ distillationLoss }'),
  size('diffblocks/distillation', 'distillation', '36 kB'),
  size('diffblocks/variational: gaussianKL', 'variational', '20.5 kB', '{ gaussianKL }'),
  size('diffblocks/variational: elbo', 'variational', '25 kB', '{ elbo }'),
  size('diffblocks/variational', 'variational', '34 kB'),
  size('diffblocks/spatial: bilinearSampler', 'spatial', '30.5 kB', '{ bilinearSampler }'),
  size('diffblocks/spatial', 'spatial', '49.5 kB'),
  size('diffblocks/registration', 'registration', '46.5 kB'),
  size('diffblocks/rca: diceCoefficient', 'rca', '18.5 kB', '{ diceCoefficient }'),
  size('diffblocks/rca', 'rca', '59.5 kB'),
  size('diffblocks/optimize: conjugateGradient, which has no gradient', 'optimize', '4 kB', '{ conjugateGradient }'),
  size('diffblocks/optimize', 'optimize', '26.5 kB'),
  size('diffblocks/testing', 'testing', '19 kB'),
];
