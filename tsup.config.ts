import type { Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import { areas } from './build/areas';
import { tfjsGradients } from './build/tfjsGradients';

const entry = { index: 'src/index.ts', ...Object.fromEntries(areas.map((area) => [area, `src/${area}/index.ts`])) };

/** Keeps the gradients in a separate file, which bundlers can drop if no function uses one of its names. */
const gradientsApart: Plugin = {
  name: 'gradients-apart',
  setup(build) {
    build.onResolve({ filter: /\/gradients$/ }, () => ({ path: './gradients.js', external: true }));
  },
};

/** For consumers whose TypeScript `lib` is older than `Symbol.dispose`. */
const declaresDispose = 'declare global { interface SymbolConstructor { readonly dispose: unique symbol } }';

const shared: Options = {
  format: 'esm',
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
    dts: { entry, banner: declaresDispose },
    esbuildPlugins: [gradientsApart],
  },
]);
