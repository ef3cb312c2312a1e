// A bundler keeps the fixtures in a file of their own, which a program loads when it asks for one.
const settings = (config) => ({
  ...config,
  logLevel: 'error',
  external: [...(config.external ?? []), './fixtures.js'],
});

/** The size that an import adds to a bundle, without tfjs. Functions with a gradient include tfjs's gradients, 8.4 kB. */
const size = (name, entry, limit, imported) => ({
  name,
  path: `dist/${entry}.js`,
  import: imported,
  limit,
  gzip: true,
  modifyEsbuildConfig: settings,
});

export default [
  size('tfjs gradients', 'gradients', '10 kB'),
  size('diffblocks: ArgumentError', 'index', '11 kB', '{ ArgumentError }'),
  size('diffblocks/rca: reverseAccuracy, which has no gradient', 'rca', '4 kB', '{ reverseAccuracy }'),
  size('diffblocks/backend, with the training kernels', 'backend', '75 kB'),
  size('diffblocks/style: gramMatrix', 'style', '22 kB', '{ gramMatrix }'),
  size('diffblocks/style', 'style', '32 kB'),
  size('diffblocks/matting', 'matting', '55 kB'),
  size('diffblocks/distillation', 'distillation', '38 kB'),
  size('diffblocks/variational', 'variational', '35 kB'),
  size('diffblocks/spatial', 'spatial', '53 kB'),
  size('diffblocks/registration', 'registration', '49 kB'),
  size('diffblocks/rca: diceCoefficient', 'rca', '18 kB', '{ diceCoefficient }'),
  size('diffblocks/rca', 'rca', '63 kB'),
  size('diffblocks/optimize: conjugateGradient, which has no gradient', 'optimize', '4 kB', '{ conjugateGradient }'),
  size('diffblocks/optimize', 'optimize', '27 kB'),
  size('diffblocks/testing', 'testing', '20 kB'),
];
