import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import { areas } from './build/areas';
import { compact } from './build/compactBinary';
import { shortWgsl } from './build/shortWgsl';
import { tfjsGradients } from './build/tfjsGradients';

const entry = { index: 'src/index.ts', ...Object.fromEntries(areas.map((area) => [area, `src/${area}/index.ts`])) };

/**
 * Keeps the gradients in a separate file, which bundlers can drop if no function uses one of its names, and the
 * fixtures, which build/published.ts writes.
 */
const apart: Plugin = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /\/gradients$/ }, () => ({ path: './gradients.js', external: true }));
    build.onResolve({ filter: /\/loadFixture$/ }, () => ({ path: './fixtures.js', external: true }));
  },
};

/** Writes WASM modules in a shorter form than base64. */
const compactModules: Plugin = {
  name: 'compact-modules',
  setup(build) {
    build.onResolve({ filter: /\/binaryOf$/ }, () => ({ path: resolve('build/compactBinary.ts') }));
    build.onLoad({ filter: /module\.generated\.ts$/ }, async ({ path }) => {
      const module = await readFile(path, 'utf8');
      const contents = module.replace(/(?<=code: ')[^']+/, (code) => compact(Buffer.from(code, 'base64')));
      return { contents, loader: 'ts' };
    });
  },
};

/** Leaves out the comments and spaces of WGSL. */
const shortPrograms: Plugin = {
  name: 'short-programs',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*webgpu.*\.ts$|[\\/]wgsl[\\/]/ }, async ({ path }) => ({
      contents: shortWgsl(await readFile(path, 'utf8')),
      loader: 'ts',
    }));
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
    esbuildPlugins: [apart, compactModules, shortPrograms],
  },
]);
