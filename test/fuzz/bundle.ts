import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'], // one copy of tfjs-core, also for imports of its files
  logLevel: 'error',
};

/** Makes tfjs's cpu backend compute and keep its numbers in float64. */
const inFloat64: Plugin = {
  name: 'float64',
  setup({ onLoad }) {
    onLoad({ filter: /(@tensorflow|\/src)\/.*\.[jt]s$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('Float32Array', 'Float64Array'),
      loader: extname(path) === '.ts' ? 'ts' : 'js',
    }));
  },
};

/** Writes the worker that evaluates calls in float64. */
export const bundleFloat64 = (outfile: string) =>
  build({ ...options, entryPoints: ['test/fuzz/float64.ts'], outfile, plugins: [inFloat64] });

/** Writes the program that compares calls. */
export const bundleMain = (outfile: string) => build({ ...options, entryPoints: ['test/fuzz/main.ts'], outfile });
