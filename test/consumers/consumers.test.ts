import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { type Browser, chromium as playwright } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expected, gradients } from '../package/program';
import { packTo } from '../package/project';
import { serve } from '../package/staticServer';
import { chromium, setup } from '../support/chromium';

/** Projects as people make them, in tools that test/package does not have: npm installs the tarball and the tools. */

const tools = {
  '@babel/preset-env': '7.29.14',
  '@rollup/plugin-commonjs': '29.0.3',
  '@rollup/plugin-node-resolve': '16.0.3',
  '@tensorflow/tfjs': '4.22.0',
  bun: '1.4.5',
  deno: '2.9.6',
  h5wasm: '0.10.3',
  jest: '30.5.2',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  rollup: '4.68.8',
  vite: '8.3.8',
  vitest: '4.1.12',
};
const tfjs = ['core', 'backend-cpu', 'backend-wasm', 'layers'].map((name) => `@tensorflow/tfjs-${name}@4.22.0`);

const execute = promisify(execFile);
const shell = process.platform === 'win32';
let folder: string;
let tarball: string;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diffblocks-consumers-'));
  await write('.', { 'package.json': '{ "private": true }' });
  tarball = await packTo(folder);
  const packages = [tarball, ...tfjs, ...Object.entries(tools).map((nameAndVersion) => nameAndVersion.join('@'))];
  await execute('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder, shell });
  await setup();
  browser = await playwright.launch(chromium);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function write(project: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, project, name)), { recursive: true });
    await writeFile(join(folder, project, name), content);
  }
}

/** The environment of a tool, without the variables that Vitest sets. */
const environment = { ...process.env, NODE_ENV: undefined, VITEST: undefined, NEXT_TELEMETRY_DISABLED: '1' };

/** Runs a file of an installed package in a project, and returns what it writes. */
async function run(project: string, file: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const options = { cwd: join(folder, project), env: { ...environment, ...env } };
  const path = join(folder, 'node_modules', file);
  const isBinary = file.startsWith('.bin');
  const { stdout, stderr } = await execute(
    isBinary ? path : process.execPath,
    isBinary ? args : [path, ...args],
    options,
  ).catch((error) => {
    throw new Error(`${file} ${args.join(' ')} failed:\n${error.stdout}\n${error.stderr}`);
  });
  return `${stdout}${stderr}`;
}

/** The text of the first `output` of a page, once there is some. */
async function outputOf(address: string, inBrowser = browser): Promise<unknown> {
  const page = await inBrowser.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(address);
  const output = page.locator('output:not(:empty)');
  await output.waitFor({ timeout: 60_000 });
  const text = await output.textContent();
  await page.close();
  expect(errors).toEqual([]);
  return JSON.parse(text!);
}

const imports = `
  import * as tf from '@tensorflow/tfjs-core';
  import { gramMatrix, selectBackend } from 'diffblocks';`;

/** A React component that shows gradients computed on WASM. */
const component = (wasmPaths: string) => `
  function Gradients() {
    const [text, setText] = useState('');
    useEffect(() => {
      selectBackend({ prefer: ['wasm'], wasmPaths: ${wasmPaths} })
        .then(() => { ${gradients} setText(JSON.stringify(result)); })
        .catch((error) => setText(JSON.stringify(error.message)));
    }, []);
    return createElement('output', null, text);
  }`;

test('Next.js: a client page and a route handler, built and started', async () => {
  await write('next', {
    'package.json': '{ "private": true }',
    'next.config.mjs':
      "export default { serverExternalPackages: ['diffblocks', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'] };",
    'app/layout.js':
      'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
    'app/page.js': `'use client'; ${imports}
      import { createElement, useEffect, useState } from 'react';
      ${component("'/wasm/'")}
      export default Gradients;`,
    'app/gradients/route.js': `${imports}
      export const dynamic = 'force-dynamic';
      export async function GET() {
        await selectBackend({ prefer: ['wasm'] });
        ${gradients}
        return Response.json(result);
      }`,
  });
  await copyWasmFiles('next/public/wasm');
  await run('next', 'next/dist/bin/next', ['build']);
  const port = await freePort();
  const next = join(folder, 'node_modules/next/dist/bin/next');
  const options = { cwd: join(folder, 'next'), env: environment };
  const server = spawn(process.execPath, [next, 'start', '-p', `${port}`], options);
  try {
    await ready(server);
    const base = `http://localhost:${port}`;
    expect(await (await fetch(`${base}/gradients`)).json()).toEqual(expected('wasm'));
    expect(await outputOf(base)).toEqual(expected('wasm'));
  } finally {
    server.kill();
  }
});

test('React, in a page of Vite 8', async () => {
  await write('react', {
    'index.html':
      '<!doctype html><title>A page</title><div id="root"></div><script type="module" src="/main.js"></script>',
    'main.js': `${imports}
      import wasmPaths from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
      import { createElement, useEffect, useState } from 'react';
      import { createRoot } from 'react-dom/client';
      ${component('wasmPaths')}
      createRoot(document.getElementById('root')).render(createElement(Gradients));`,
  });
  await run('react', 'vite/bin/vite.js', ['build', '--logLevel', 'warn']);
  const server = await serve(join(folder, 'react/dist'));
  expect(await outputOf(server.base).finally(server.close)).toEqual(expected('wasm'));
});

const html = (script: string) => `<!doctype html><title>A page</title><output></output>${script}`;

test('WebGL: values and gradients of each area are those of the fixtures, in a page of Vite 8', async () => {
  await write('webgl', {
    'index.html': html('<script type="module" src="/main.js"></script>'),
    'main.js': `
      import '@tensorflow/tfjs-backend-webgl';
      import * as tf from '@tensorflow/tfjs-core';
      import {
        bilinearSampler, distillationLoss, guidedFilter, gramMatrix, normalizedCrossCorrelation, renyiBound, softDiceLoss,
      } from 'diffblocks';
      import { fixture, testFixture } from 'diffblocks/testing';
      const functions = {
        bilinearSampler: ({ images, grid }, options) => bilinearSampler(images, grid, options),
        distillationLoss: ({ student, teacher, ...others }, options) =>
          distillationLoss(student, teacher, { ...others, ...options }),
        gramMatrix: ({ features, mask }, options) => gramMatrix(features, { mask, ...options }),
        guidedFilter: ({ guide, input }, options) => guidedFilter(guide, input, options),
        normalizedCrossCorrelation: ({ a, b }, options) => normalizedCrossCorrelation(a, b, options),
        renyiBound: ({ logWeights }, options) => renyiBound(logWeights, options),
        softDiceLoss: ({ probabilities, truth }, options) => softDiceLoss(probabilities, truth, options),
      };
      const results = { backend: await tf.setBackend('webgl') };
      for (const [name, f] of Object.entries(functions)) {
        // As on WebGPU, a driver computes in float32 and may reorder a sum.
        results[name] = await testFixture(await fixture(name), f, { factor: 5 }).then(() => 'right', ({ message }) => message);
      }
      document.querySelector('output').textContent = JSON.stringify(results);`,
  });
  await run('webgl', 'vite/bin/vite.js', ['build', '--logLevel', 'warn', '--target', 'esnext']);
  const server = await serve(join(folder, 'webgl/dist'));
  const withWebgl = await playwright.launch({ ...chromium, args: [...chromium.args, '--use-angle=swiftshader'] });
  try {
    expect(await outputOf(server.base, withWebgl)).toEqual({
      backend: true,
      bilinearSampler: 'right',
      distillationLoss: 'right',
      gramMatrix: 'right',
      guidedFilter: 'right',
      normalizedCrossCorrelation: 'right',
      renyiBound: 'right',
      softDiceLoss: 'right',
    });
  } finally {
    await withWebgl.close();
    await server.close();
  }
});

test('Vite 8 in development, with a worker', async () => {
  await write('worker', {
    'index.html': html('<script type="module" src="/main.js"></script>'),
    'main.js': `
      const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }) => { document.querySelector('output').textContent = JSON.stringify(data); };`,
    'worker.js': `${imports}
      import wasmPaths from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
      selectBackend({ prefer: ['wasm'], wasmPaths })
        .then(() => { ${gradients} return result; })
        .then(postMessage, (error) => postMessage(error.message));`,
    // The packages are in the folder above.
    'vite.config.mjs': "export default { server: { fs: { allow: ['..'] } }, worker: { format: 'es' } };",
  });
  const port = await freePort();
  const args = [join(folder, 'node_modules/vite/bin/vite.js'), '--host', '127.0.0.1', '--port', `${port}`];
  const server = spawn(process.execPath, args, { cwd: join(folder, 'worker'), env: environment });
  try {
    await ready(server);
    expect(await outputOf(`http://127.0.0.1:${port}`)).toEqual(expected('wasm'));
  } finally {
    server.kill();
  }
});

test('rollup, with its plugins for packages and CommonJS', async () => {
  await write('rollup', {
    'dist/index.html': html('<script type="module" src="main.js"></script>'),
    'main.js': `${imports}
      import { fixture, testFixture } from 'diffblocks/testing';
      const show = (result) => { document.querySelector('output').textContent = JSON.stringify(result); };
      selectBackend({ prefer: ['wasm'], wasmPaths: '/wasm/' })
        .then(async () => {
          await testFixture(await fixture('gramMatrix'), ({ features, mask }, options) =>
            gramMatrix(features, { mask, ...options }));
          ${gradients}
          return result;
        })
        .then(show, (error) => show(error.message));`,
    'rollup.config.mjs': `
      import commonjs from '@rollup/plugin-commonjs';
      import resolve from '@rollup/plugin-node-resolve';
      export default { input: 'main.js', output: { dir: 'dist' }, plugins: [resolve({ browser: true }), commonjs()] };`,
  });
  await run('rollup', 'rollup/dist/bin/rollup', ['--config', '--silent']);
  await copyWasmFiles('rollup/dist/wasm');
  const server = await serve(join(folder, 'rollup/dist'));
  expect(await outputOf(server.base).finally(server.close)).toEqual(expected('wasm'));
});

test.for(['@tensorflow/tfjs', '@tensorflow/tfjs-layers'])('every layer trains and loads with %s', async (from) => {
  const { code } = await transform(await readFile('test/layers/everyLayer.ts', 'utf8'), { loader: 'ts' });
  await write('layers', {
    'everyLayer.mjs': code.replaceAll('../../src/', 'diffblocks/').replace("'@tensorflow/tfjs-layers'", `'${from}'`),
    'main.mjs': `
      import * as tf from '@tensorflow/tfjs-core';
      import { layers, loadLayersModel, sequential } from '${from}';
      import { selectBackend } from 'diffblocks/backend';
      import { everyLayer, examples } from './everyLayer.mjs';
      const results = [];
      for (const name of ['cpu', 'wasm']) {
        await selectBackend({ prefer: [name] });
        const model = everyLayer();
        model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
        const { x, y } = examples();
        const { history } = await model.fit(x, y, { epochs: 1, verbose: 0 });
        const artifacts = await new Promise((resolve) =>
          model.save(tf.io.withSaveHandler(async (saved) => { resolve(saved); return {}; })));
        const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
        const difference = tf.max(tf.abs(tf.sub(loaded.predict(x), model.predict(x))));
        results.push([name, Number.isFinite(history.loss[0]), (await difference.data())[0]]);
      }
      const lstm = () => sequential({ layers: [layers.lstm({ units: 2, inputShape: [3, 2] })] });
      let recurrent = 'LSTM starts';
      try { lstm(); } catch { recurrent = 'LSTM throws'; }
      console.log(JSON.stringify([...results, recurrent]));`,
  });
  const output = await run('layers', '../layers/main.mjs', []);
  const [results] = output.match(/^\[\[.*/m)!; // below tfjs's banner
  const lstm = from === '@tensorflow/tfjs' ? 'LSTM starts' : 'LSTM throws';
  expect(JSON.parse(results)).toEqual([['cpu', true, 0], ['wasm', true, 0], lstm]);
});

const testFile = `${imports}
  test('gradients on WASM', async () => {
    await selectBackend({ prefer: ['wasm'] });
    ${gradients}
    expect(result).toEqual(${JSON.stringify(expected('wasm'))});
  });`;

test('Jest, with ES modules', async () => {
  await write('jest', {
    'package.json': '{ "private": true, "type": "module", "jest": { "transform": {} } }',
    'gradients.test.js': testFile,
  });
  const output = await run('jest', 'jest/bin/jest.js', [], { NODE_OPTIONS: '--experimental-vm-modules' });
  expect(output).toContain('1 passed');
});

test('Jest, with Babel', async () => {
  await write('babel', {
    'package.json': JSON.stringify({
      private: true,
      jest: { transformIgnorePatterns: ['/node_modules/(?!diffblocks/)'] },
    }),
    'babel.config.json': JSON.stringify({ presets: [['@babel/preset-env', { targets: { node: 'current' } }]] }),
    'gradients.test.js': testFile,
  });
  expect(await run('babel', 'jest/bin/jest.js', [])).toContain('1 passed');
});

test('Vitest', async () => {
  await write('vitest', {
    'package.json': '{ "private": true, "type": "module" }',
    'gradients.test.js': `import { expect, test } from 'vitest'; ${testFile}`,
  });
  expect(await run('vitest', 'vitest/vitest.mjs', ['run'])).toMatch(/Tests .*1 passed/);
});

test.for(['deno', 'bun'])('%s', async (name) => {
  await write('.', {
    'main.mjs': `${imports} await selectBackend({ prefer: ['wasm'] }); ${gradients} console.log(JSON.stringify(result));`,
    'deno.json': '{ "nodeModulesDir": "manual" }',
  });
  const args = name === 'deno' ? ['run', '--allow-all', 'main.mjs'] : ['main.mjs'];
  const output = await run('.', `.bin/${name}`, args);
  expect(JSON.parse(output.trim().split('\n').at(-1)!)).toEqual(expected('wasm'));
});

test('the guide, followed to the letter in an empty folder', async () => {
  const guide = await readFile('docs/guide.md', 'utf8');
  const [install] = guide.match(/^npm install diffblocks .*$/m)!;
  const blocks = [...guide.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const empty = await mkdtemp(join(tmpdir(), 'diffblocks-guide-'));
  try {
    // The package on npm may be older.
    const packages = install.replace('diffblocks', tarball).split(' ').slice(2);
    await execute('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: empty, shell });
    await writeFile(join(empty, 'letters.mjs'), blocks.join('\n'));
    const { stdout } = await execute(process.execPath, ['letters.mjs'], { cwd: empty });
    expect(stdout).toMatch(/^wasm\n/);
    expect(stdout).toMatch(/\ntest accuracy (1\.000|0\.9\d\d)\n/);
    expect(stdout).toMatch(/\ndifference 0\n$/);
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
});

test('the page on style converts a file of Keras weights, which layersFeatures reads', async () => {
  const [, program] = (await readFile('docs/style.md', 'utf8')).match(/^```js file\n(\/\/ node vgg19\.mjs.*?)^```/ms)!;
  await write('keras', {
    'vgg19.mjs': program,
    // The groups and names of Keras's file. All weights are 0 but one, which copies green, and one bias.
    'weights.mjs': `
      import h5wasm from 'h5wasm/node';
      await h5wasm.ready;
      const file = new h5wasm.File('weights.h5', 'w');
      let inputs = 3;
      for (const [block, count] of [2, 2, 4, 4, 4].entries()) {
        for (let index = 1; index <= count; index++) {
          const [name, filters] = ['block' + (block + 1) + '_conv' + index, 64 * 2 ** Math.min(block, 3)];
          const group = file.create_group(name);
          const kernel = new Float32Array(9 * inputs * filters);
          const bias = new Float32Array(filters);
          if (inputs === 3) {
            kernel[(4 * 3 + 1) * filters + 7] = 1;
            bias[7] = 200;
          }
          group.create_dataset({ name: name + '_W_1:0', data: kernel, shape: [3, 3, inputs, filters] });
          group.create_dataset({ name: name + '_b_1:0', data: bias, shape: [filters] });
          inputs = filters;
        }
      }
      file.close();`,
    'main.mjs': `
      import '@tensorflow/tfjs-backend-cpu';
      import * as tf from '@tensorflow/tfjs-core';
      import { loadLayersModel } from '@tensorflow/tfjs-layers';
      import { layersFeatures, vggPreprocess } from 'diffblocks/style';
      import { readFile } from 'node:fs/promises';
      const { modelTopology, weightsManifest } = JSON.parse(await readFile('vgg19/model.json', 'utf8'));
      const weightData = Uint8Array.from(await readFile('vgg19/weights.bin')).buffer;
      const load = () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData });
      const model = await loadLayersModel({ load });
      const features = layersFeatures(model, ['block1_conv1', 'block2_conv1'], { preprocess: vggPreprocess });
      const { block1_conv1: maps } = features(tf.fill([4, 5, 3], 0.5));
      console.log(JSON.stringify([model.layers.length, maps.shape, maps.arraySync()[2][2][7]]));`,
  });
  await run('keras', '../keras/weights.mjs', []);
  await run('keras', '../keras/vgg19.mjs', ['weights.h5', 'vgg19']);
  const [layers, shape, value] = JSON.parse((await run('keras', '../keras/main.mjs', [])).split('\n')[0]);
  expect([layers, shape]).toEqual([21, [4, 5, 64]]);
  expect(value).toBeCloseTo(127.5 - 116.779 + 200, 3);
});

const copyWasmFiles = (to: string) =>
  cp(join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist'), join(folder, to), {
    recursive: true,
    filter: (source) => !/\.\w+$/.test(source) || source.endsWith('.wasm'),
  });

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Waits until a server says that it is ready. */
const ready = (server: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let written = '';
    for (const stream of [server.stdout!, server.stderr!]) {
      stream.on('data', (text) => {
        written += text;
        if (/ready/i.test(written)) resolve();
      });
    }
    server.on('exit', () => reject(new Error(written)));
  });
