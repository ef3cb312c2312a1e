import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { build } from 'vite';
import { afterAll, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { beside, gradientPrograms, printsGradients, withoutGradients } from './gradientPrograms';
import { cleanUp, emptyProject } from './project';

afterAll(cleanUp);

const names = JSON.parse(await readFile('test/package/publicNames.json', 'utf8')) as Record<string, string[]>;

/** External, loaded by Node: if a bundler sees tfjs-core, it can only keep more of the package, not less. */
const external = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu'];

const bundlers: Record<string, (folder: string, name: string) => Promise<unknown>> = {
  Vite: (folder, name) =>
    build({
      configFile: false,
      logLevel: 'error',
      root: folder,
      build: {
        minify: true,
        emptyOutDir: false,
        lib: { entry: `${name}.js`, formats: ['cjs'], fileName: () => `${name}.cjs` },
        rollupOptions: { external },
      },
    }),
  esbuild: (folder, name) =>
    bundle({
      entryPoints: [join(folder, `${name}.js`)],
      outfile: join(folder, 'dist', `${name}.cjs`),
      bundle: true,
      minify: true,
      platform: 'node',
      external,
      logLevel: 'error',
    }),
  webpack: (context, name) =>
    new Promise<void>((resolve, reject) => {
      webpack(
        {
          mode: 'production',
          target: 'node',
          context,
          entry: `./${name}.js`,
          output: { path: join(context, 'dist'), filename: `${name}.cjs` },
          externals: external.map((module) => ({ [module]: `commonjs ${module}` })),
        },
        (error, stats) => {
          if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString('errors-only')));
          else resolve();
        },
      );
    }),
};

/** The main entry point is included: with it, even a program that uses only the error class keeps tfjs's gradients. */
const entries = { ...gradientPrograms, '': { ArgumentError: beside, contentLoss: gradientPrograms.style.contentLoss } };

const project = await emptyProject(['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu']);

test('every function of the package has a program here, or needs no gradients', () => {
  for (const [subpath, exported] of Object.entries(names).filter(([subpath]) => subpath !== '.')) {
    const functions = exported.filter((name) => !name.startsWith('type ') && !withoutGradients.includes(name));
    expect(Object.keys(gradientPrograms[subpath.slice(2)] ?? {}).sort(), subpath).toEqual(functions.sort());
  }
});

for (const [area, programs] of Object.entries(entries)) {
  const entry = ['diffblocks', area].filter(Boolean).join('/');
  describe(`of ${entry}`, async () => {
    await project.write({ [`${area}.mjs`]: printsGradients(entry, programs) });
    const expected = JSON.parse(await project.node(`${area}.mjs`)) as Record<string, string>;
    const cases = Object.keys(bundlers).flatMap((bundler) => Object.keys(programs).map((name) => [name, bundler]));

    test.for(cases)('%s alone has its gradient in a minified bundle of %s', async ([name, bundler]) => {
      const file = `${area}-${name}-${bundler}`;
      await project.write({ [`${file}.js`]: printsGradients(entry, { [name]: programs[name as never] }) });
      await bundlers[bundler](project.folder, file);
      expect(JSON.parse(await project.node(`dist/${file}.cjs`))).toEqual({ [name]: expected[name] });
      expect(expected[name]).toMatch(/[1-9]/);
    });
  });
}
