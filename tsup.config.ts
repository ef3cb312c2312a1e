import type { Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import { tfjsGradients } from './build/tfjsGradients';

const areas = [
  'backend',
  'style',
  'matting',
  'distillation',
  'variational',
  'spatial',
  'rca',
  'layers',
  'optimize',
  'testing',
];
const entry = { index: 'src/index.ts', ...Object.fromEntries(areas.map((area) => [area, `src/${area}/index.ts`])) };

/** Keeps the import of the gradients as an import of their own file, so that `sideEffects` can name it. */
const gradientsApart: Plugin = {
  name: 'gradients-apart',
  setup(build) {
    const extension = build.initialOptions.outExtension?.['.js'] === '.cjs' ? 'cjs' : 'js';
    build.onResolve({ filter: /\/gradients$/ }, () => ({
      path: `./gradients.${extension}`,
      external: true,
      sideEffects: true,
    }));
  },
};

const shared: Options = {
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  external: [/^@tensorflow\//],
  treeshake: false,
};

export default defineConfig([
  {
    ...shared,
    entry: { gradients: 'src/engine/gradients.ts' },
    external: [],
    noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
    minify: true,
    treeshake: true,
    esbuildPlugins: [tfjsGradients()],
  },
  {
    ...shared,
    // What imports the gradients stays in a file of its own: a function that shared it would bring them along.
    entry: { ...entry, defineOp: 'src/engine/defineOp.ts' },
    splitting: true,
    dts: { entry },
    sourcemap: true,
    esbuildPlugins: [gradientsApart],
  },
]);
