import { readFile, writeFile } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import type { Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import { areas } from './build/areas';
import { tfjsGradients } from './build/tfjsGradients';

const entry = { index: 'src/index.ts', ...Object.fromEntries(areas.map((area) => [area, `src/${area}/index.ts`])) };

/** Keeps the gradients in a separate file, which bundlers can drop if no function uses one of its names. */
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

/** tsup writes the absolute paths of CommonJS files into their source maps. */
const relativeSources: NonNullable<Options['plugins']>[number] = {
  name: 'relative-sources',
  async buildEnd({ writtenFiles }) {
    for (const { name } of writtenFiles.filter(({ name }) => name.endsWith('.cjs.map'))) {
      const map = JSON.parse(await readFile(name, 'utf8')) as { file: string; sources: string[] };
      const sources = map.sources.map((source) => (isAbsolute(source) ? basename(source) : source));
      await writeFile(name, JSON.stringify({ ...map, file: basename(map.file), sources }));
    }
  },
};

/** For consumers whose TypeScript `lib` is older than `Symbol.dispose`. */
const declaresDispose = 'declare global { interface SymbolConstructor { readonly dispose: unique symbol } }';

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
    dts: { entry, banner: declaresDispose },
    sourcemap: true,
    esbuildPlugins: [gradientsApart],
    plugins: [relativeSources],
  },
]);
