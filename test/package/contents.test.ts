import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { fixtureNames } from '../../src/testing/fixtureNames';
import { cleanUp, emptyProject, unpacked } from './project';

afterAll(cleanUp);

const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { exports: Record<string, unknown> };
const entries = Object.keys(manifest.exports)
  .filter((entry) => entry !== './package.json' && !entry.includes('*'))
  .map((entry) => `diffblocks${entry.slice(1)}`);

const allPackages = ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-layers'];

/** The paths within the package. */
async function packedFiles(): Promise<string[]> {
  const folder = await unpacked;
  return (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map((file) => relative(folder, join(file.parentPath, file.name)).replaceAll('\\', '/'));
}

test('the package is under 2 MB, unpacked', async () => {
  const sizes = (await packedFiles()).map(async (file) => (await stat(join(await unpacked, file))).size);
  expect((await Promise.all(sizes)).reduce((sum, size) => sum + size)).toBeLessThan(2e6);
});

test('everything that packed pages link to is packed, and every packed picture is shown', async () => {
  const files = await packedFiles();
  const links: string[] = [];
  for (const page of files.filter((file) => file.endsWith('.md'))) {
    const text = (await readFile(join(await unpacked, page), 'utf8')).replace(/^```.*?^```/gms, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target.replace(/#.*/, ''));
    links.push(...targets.filter((target) => target && !/^https?:/.test(target)).map((to) => join(dirname(page), to)));
  }
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((target) => !files.includes(target))).toEqual([]);
  expect(files.filter((file) => /\.(jpg|png|svg)$/.test(file) && !links.includes(file))).toEqual([]);
});

test('the tarball contains the files that a user needs and no others', async () => {
  const files = await packedFiles();
  for (const needed of ['LICENSE', 'NOTICE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js']) {
    expect(files).toContain(needed);
  }
  const allowed =
    /^([A-Z]+(\.md)?|package\.json|dist\/[\w-]+\.(js|cjs|d\.ts|d\.cts)|docs\/.*\.(md|jpg|png|svg)|dist\/fixtures\/[\w.]+\.json)$/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
});

test('no file of the build contains the path of the builder', async () => {
  for (const file of (await packedFiles()).filter((path) => path.startsWith('dist/'))) {
    expect((await readFile(join(await unpacked, file), 'utf8')).includes(process.cwd()), file).toBe(false);
  }
});

test('a program that imports and requires diffblocks has one copy of it', async () => {
  const project = await emptyProject(allPackages, {
    'main.mjs': `
      import { createRequire } from 'node:module';
      import { gramMatrix } from 'diffblocks/style';
      console.log(createRequire(import.meta.url)('diffblocks/style').gramMatrix === gramMatrix);`,
  });
  expect(await project.node('main.mjs')).toBe('true');
});

test('every subpath resolves, as an ES module and as CommonJS, to the same names', async () => {
  const project = await emptyProject(allPackages, {
    'names.mjs': `
      const names = {};
      for (const entry of ${JSON.stringify(entries)}) names[entry] = Object.keys(await import(entry)).sort();
      console.log(JSON.stringify(names));`,
    'names.cjs': `
      const names = {};
      for (const entry of ${JSON.stringify(entries)}) names[entry] = Object.keys(require(entry)).sort();
      console.log(JSON.stringify(names));`,
  });
  const esm = JSON.parse(await project.node('names.mjs'));
  const cjs = JSON.parse(await project.node('names.cjs'));
  expect(Object.keys(esm)).toEqual(entries);
  expect(cjs).toEqual(esm);
});

test('fixtures and the manifest resolve', async () => {
  const project = await emptyProject([], {
    'main.cjs': `
      console.log(require('diffblocks/package.json').name);
      console.log(require('diffblocks/fixtures/gramMatrix.json').function);`,
    'main.mjs': `
      import fixture from 'diffblocks/fixtures/gramMatrix.json' with { type: 'json' };
      console.log(fixture.function);`,
  });
  expect(await project.node('main.cjs')).toBe('diffblocks\ngramMatrix');
  expect(await project.node('main.mjs', '--no-warnings')).toBe('gramMatrix');
});

const loadsFixtures = `
  const { readdirSync, readFileSync } = require('node:fs');
  const folder = 'node_modules/diffblocks/dist/fixtures/';
  const files = readdirSync(folder);
  Promise.all(files.map(async (file) => {
    const loaded = await fixture(file.replace('.json', ''));
    return JSON.stringify(loaded) === readFileSync(folder + file, 'utf8');
  })).then((same) => console.log(files.length > 50, same.every(Boolean)));`;

test('fixture loads every file of diffblocks/fixtures by its name', async () => {
  const project = await emptyProject(['tfjs-core'], {
    'main.cjs': `const { fixture } = require('diffblocks/testing'); ${loadsFixtures}`,
    'main.mjs': `
      import { createRequire } from 'node:module';
      import { fixture } from 'diffblocks/testing';
      const require = createRequire(import.meta.url); ${loadsFixtures}`,
  });
  expect(await project.node('main.cjs')).toBe('true true');
  expect(await project.node('main.mjs')).toBe('true true');
});

test('the names of fixtures are those of the files', async () => {
  const files = (await packedFiles()).filter((file) => file.startsWith('dist/fixtures/'));
  expect(files.map((file) => file.slice('dist/fixtures/'.length, -'.json'.length)).sort()).toEqual(
    [...fixtureNames].sort(),
  );
});

test('the programs of the page on fixtures run in an empty project', async () => {
  const programs = [...(await readFile('docs/fixtures.md', 'utf8')).matchAll(/^```js\n(.*?)^```/gms)];
  expect(programs.length).toBe(2);
  const project = await emptyProject(['tfjs-core', 'tfjs-backend-cpu']);
  for (const [, program] of programs) {
    await project.write({ 'main.mjs': `import '@tensorflow/tfjs-backend-cpu'; ${program} console.log('passed');` });
    expect(await project.node('main.mjs')).toBe('passed');
  }
});

test.for([
  ['node16', 'main.mts', []],
  ['node16', 'main.cts', []],
  ['bundler', 'main.mts', []],
  ['bundler', 'main.mts', ['ESNext.Disposable']],
  ['bundler', 'main.mts', [], 'skipLibCheck'],
] as const)('strict TypeScript compiles the types and a program (%s, %s, further lib: %s) %s', async (variant) => {
  const [moduleResolution, file, lib, skipLibCheck] = variant;
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
  const project = await emptyProject(allPackages, {
    [file]: `
      import * as tf from '@tensorflow/tfjs-core';
      import { type BackendReport, gramMatrix, selectBackend } from 'diffblocks';
      ${imports.join('\n')}
      export const used: unknown[] = [${imports.map((_, index) => `entry${index}`)}];
      export const gram: tf.Tensor = gramMatrix(tf.tensor3d([[[1, 2]]]), { normalization: 'elements' });
      export const report: Promise<BackendReport> = selectBackend({ prefer: ['wasm'], onFallback: ({ reason }) => reason.length });
      // @ts-expect-error: an unknown normalization
      gramMatrix(tf.tensor3d([[[1, 2]]]), { normalization: 'pixels' });`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        lib: ['ES2022', 'DOM', ...lib],
        module: moduleResolution === 'node16' ? 'node16' : 'esnext',
        moduleResolution,
        types: [],
        skipLibCheck: skipLibCheck !== undefined,
      },
      files: [file],
    }),
  });
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', project.folder]).catch(
    (error) => error,
  );
  if (skipLibCheck) expect(stdout).toBe('');
  // The typings of tfjs itself do not compile.
  expect(stdout.split('\n').filter((line: string) => line && !/^( |[^(]*@tensorflow\/)/.test(line))).toEqual([]);
});
