const quiet = (config) => ({ ...config, logLevel: 'error' });

/** The size that an import adds to a bundle, without tfjs. Functions with a gradient include tfjs's gradients, 8.4 kB. */
const size = (name, entry, limit, imported) => ({
  name,
  path: `dist/${entry}.js`,
  import: imported,
  limit,
  gzip: true,
  modifyEsbuildConfig: quiet,
});

export default [
  size('tfjs gradients', 'gradients', '10 kB'),
  size('diffblocks: ArgumentError', 'index', '11 kB', '{ ArgumentError }'),
  size('diffblocks/rca: reverseAccuracy, which has no gradient', 'rca', '3 kB', '{ reverseAccuracy }'),
  size('diffblocks/backend, with the training kernels', 'backend', '57 kB'),
  size('diffblocks/style: gramMatrix', 'style', '20 kB', '{ gramMatrix }'),
  size('diffblocks/style', 'style', '27 kB'),
  size('diffblocks/matting', 'matting', '43 kB'),
  size('diffblocks/distillation', 'distillation', '36 kB'),
  size('diffblocks/variational', 'variational', '32 kB'),
  size('diffblocks/spatial', 'spatial', '46 kB'),
  size('diffblocks/registration', 'registration', '44 kB'),
  size('diffblocks/rca: diceCoefficient', 'rca', '16 kB', '{ diceCoefficient }'),
  size('diffblocks/rca', 'rca', '58 kB'),
  size('diffblocks/optimize: conjugateGradient, which has no gradient', 'optimize', '4 kB', '{ conjugateGradient }'),
  size('diffblocks/optimize', 'optimize', '20 kB'),
  size('diffblocks/testing', 'testing', '20 kB'),
];
