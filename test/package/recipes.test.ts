import { exec } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build as bundle } from 'esbuild';
import { type Browser, chromium as playwright } from 'playwright';
import { build, createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { chromium, setup, withoutBrowser } from '../support/chromium';
import { expected, gradients } from './program';
import { cleanUp, emptyProject, type Project } from './project';
import { serve } from './staticServer';

/** The recipes of docs/where-it-runs.md; bundles.test.ts has Vite pages, and bundles for Node by further settings. */

afterAll(cleanUp);

const packages = ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm'];
const page = (script: string) => `<!doctype html><title>A page</title>${script}`;
const moduleScript = (source: string) => page(`<script type="module" src="${source}"></script>`);

/** A program that starts WASM from a location and computes gradients; `report` is a function of its result. */
const program = (wasmPaths: string, report: string, from = 'diffblocks') => `
  import * as tf from '@tensorflow/tfjs-core';
  import { selectBackend } from '${from === 'diffblocks' ? from : `${from}backend.js`}';
  import { gramMatrix } from '${from === 'diffblocks' ? from : `${from}style.js`}';
  selectBackend({ prefer: ['wasm'], wasmPaths: ${wasmPaths} }).then(() => { ${gradients} return result; })
    .then(${report}, (error) => (${report})(error.message));`;
const toPage = '(outcome) => { globalThis.outcome = outcome; }';

test.for(['server.mjs', 'dist/server.cjs'])('esbuild makes %s for Node by the commands of the page', async (file) => {
  const guide = await readFile('docs/where-it-runs.md', 'utf8');
  const commands = [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, code]) => code);
  const project = await emptyProject(packages, {
    'main.js': program('undefined', '(outcome) => console.log(JSON.stringify(outcome))'),
  });
  await symlink(resolve('node_modules/.bin'), join(project.folder, 'node_modules/.bin'), 'dir');
  await promisify(exec)(commands.find((code) => code.includes(`--outfile=${file}`))!, { cwd: project.folder });
  expect(JSON.parse(await project.node(file))).toEqual(expected('wasm'));
});

describe.skipIf(withoutBrowser)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    await setup();
    browser = await playwright.launch(chromium);
  });
  afterAll(() => browser.close());

  async function outcomeOf(address: string): Promise<unknown> {
    const tab = await browser.newPage();
    const errors: string[] = [];
    tab.on('pageerror', ({ message }) => errors.push(message));
    await tab.goto(address);
    await tab.waitForFunction('globalThis.outcome !== undefined', undefined, { timeout: 120_000 }).catch(() => {});
    const outcome = await tab.evaluate('globalThis.outcome');
    await tab.close();
    expect(errors).toEqual([]);
    return outcome;
  }

  async function outcomeIn(folder: string): Promise<unknown> {
    const server = await serve(folder);
    return outcomeOf(server.base).finally(server.close);
  }

  const byUrl = "new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', import.meta.url)";

  test.for(['development', 'production'] as const)('webpack finds the WASM file by new URL (%s)', async (mode) => {
    const { folder } = await emptyProject(packages, {
      'main.js': program(byUrl, toPage),
      'dist/index.html': moduleScript('main.js'),
    });
    await new Promise<void>((done, fail) => {
      webpack(
        { mode, devtool: false, context: folder, entry: './main.js', output: { path: join(folder, 'dist') } },
        (error, stats) =>
          error || stats?.hasErrors() ? fail(error ?? new Error(stats?.toString('errors-only'))) : done(),
      );
    });
    expect(await outcomeIn(join(folder, 'dist'))).toEqual(expected('wasm'));
  });

  test('esbuild takes copied WASM files from a folder', async () => {
    const { folder } = await emptyProject(packages, {
      'main.js': program("'/wasm/'", toPage),
      'dist/index.html': moduleScript('main.js'),
    });
    const outfile = join(folder, 'dist/main.js');
    await bundle({ entryPoints: [join(folder, 'main.js')], outfile, bundle: true, format: 'esm', logLevel: 'silent' });
    await copyWasmFiles(folder, 'dist/wasm');
    expect(await outcomeIn(join(folder, 'dist'))).toEqual(expected('wasm'));
  });

  test('an import map needs no bundler', async () => {
    const guide = await readFile('docs/where-it-runs.md', 'utf8');
    const [map] = guide.match(/<script type="importmap">.*?<\/script>/s)!;
    const { folder } = await emptyProject(packages, {
      'index.html': page(`${map}<script type="module" src="main.js"></script>`),
      'main.js': program("'/node_modules/@tensorflow/tfjs-backend-wasm/dist/'", toPage, 'diffblocks/'),
    });
    expect(await outcomeIn(folder)).toEqual(expected('wasm'));
  });

  const inWorker = {
    'index.html': moduleScript('/main.js'),
    'main.js': `
      const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }) => { globalThis.outcome = data; };`,
    'worker.js': `
      import wasmPaths from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
      ${program('wasmPaths', '(outcome) => postMessage(outcome)')}`,
  };
  const vite = { configFile: false, logLevel: 'error', worker: { format: 'es' } } as const;

  test('a Vite worker, built', async () => {
    const { folder } = await emptyProject(packages, inWorker);
    await build({ ...vite, root: folder });
    expect(await outcomeIn(join(folder, 'dist'))).toEqual(expected('wasm'));
  });

  test('a Vite worker, in development', async () => {
    const { folder } = await emptyProject(packages, inWorker);
    const [workspaceRoot] = createRequire(import.meta.url)
      .resolve('vite/package.json')
      .split('node_modules');
    const server = await createServer({
      ...vite,
      root: folder,
      server: { port: 0, host: '127.0.0.1', fs: { allow: [folder, workspaceRoot] } },
      optimizeDeps: { entries: ['worker.js'] },
    });
    await server.listen();
    const outcome = await outcomeOf(server.resolvedUrls!.local[0]).finally(() => server.close());
    expect(outcome).toEqual(expected('wasm'));
  });
});

async function copyWasmFiles(folder: Project['folder'], to: string): Promise<void> {
  const dist = join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  await mkdir(join(folder, to), { recursive: true });
  const names = ['', '-simd', '-threaded-simd'].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
  await Promise.all(names.map((name) => cp(join(dist, name), join(folder, to, name))));
}
