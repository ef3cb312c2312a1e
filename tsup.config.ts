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

/** Keeps the gradients in a file of their own, for bundlers to drop where no function uses a name of it. */
const gradientsApart: Plugin = {
  name: 'gradients-apart',
  setup(build) {
    const extension = build.initialOptions.outExtension?.['.js'] === '.cjs' ? 'cjs' : 'js';
    build.onResolve({ filter: /\/gradients$/ }, () => ({
      path: `./gradients.${extension}`,
      external: true,
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
    entry,
    splitting: true,
    dts: { entry },
    sourcemap: true,
    esbuildPlugins: [gradientsApart],
  },
]);
