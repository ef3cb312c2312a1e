import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { expected, gradients } from './program';
import { cleanUp, emptyProject } from './project';

afterAll(cleanUp);

const report = 'console.log(JSON.stringify(result));';

const moments = ['never', 'before', 'after'];

const packages = (backend: string, layers: string) =>
  ['tfjs-core', `tfjs-backend-${backend}`].concat(layers === 'never' ? [] : 'tfjs-layers');

describe.for(['cpu', 'wasm'])('with tfjs-core and the %s backend alone', (backend) => {
  const select = `await selectBackend({ prefer: ['${backend}'] });`;

  test.for(moments)('an ES module has gradients, tfjs-layers imported %s', async (when) => {
    const importLayers = "await import('@tensorflow/tfjs-layers');";
    const project = await emptyProject(packages(backend, when), {
      'main.mjs': `
        ${when === 'before' ? importLayers : ''}
        const tf = await import('@tensorflow/tfjs-core');
        const { gramMatrix, selectBackend } = await import('diffblocks');
        ${when === 'after' ? importLayers : ''}
        ${select} ${gradients} ${report}`,
    });
    expect(JSON.parse(await project.node('main.mjs'))).toEqual(expected(backend));
  });

  test.for(moments)('a CommonJS module has gradients, tfjs-layers required %s', async (when) => {
    const requireLayers = "require('@tensorflow/tfjs-layers');";
    const project = await emptyProject(packages(backend, when), {
      'main.cjs': `
        ${when === 'before' ? requireLayers : ''}
        const tf = require('@tensorflow/tfjs-core');
        const { gramMatrix, selectBackend } = require('diffblocks');
        ${when === 'after' ? requireLayers : ''}
        (async () => { ${select} ${gradients} ${report} })();`,
    });
    expect(JSON.parse(await project.node('main.cjs'))).toEqual(expected(backend));
  });

  test('importing diffblocks is enough if the backend is set by hand', async () => {
    const project = await emptyProject(['tfjs-core', `tfjs-backend-${backend}`], {
      'main.mjs': `
        import 'diffblocks';
        import * as tf from '@tensorflow/tfjs-core';
        import '@tensorflow/tfjs-backend-${backend}';
        await tf.setBackend('${backend}');
        console.log(tf.grad((x) => tf.mean(x))(tf.tensor1d([1, 2])).dataSync().join());`,
    });
    expect(await project.node('main.mjs')).toBe('0.5,0.5');
  });
});

test('without a backend, an error says so', async () => {
  const project = await emptyProject(['tfjs-core'], {
    'main.mjs': `
      import { reverseAccuracy } from 'diffblocks/rca';
      const classifier = { fit: () => ({ predict: () => [0, 1] }) };
      const data = { features: [[0], [1]], labels: [0, 1], unlabelled: [[0], [1]] };
      await reverseAccuracy(classifier, data).catch(({ message }) => console.log(message));`,
  });
  expect(await project.node('main.mjs')).toContain('reverseAccuracy: tensors need a backend');
});

test.for(['cpu', 'wasm'])(
  'every gradient of tfjs runs on tfjs-core and %s alone and agrees with central differences',
  async (backend) => {
    const program = await readFile('test/package/projects/everyGradient.mjs', 'utf8');
    const project = await emptyProject(['tfjs-core', `tfjs-backend-${backend}`], {
      'main.mjs': program.replace("backend = 'cpu'", `backend = '${backend}'`),
    });
    const { wrong, notRun, number } = JSON.parse(await project.node('main.mjs'));
    expect(wrong).toEqual([]);
    if (backend === 'cpu') expect(notRun).toEqual([]); // on WASM the training kernels replace some of them
    expect(number).toBeGreaterThan(100);
  },
);

describe('selectBackend', () => {
  const imports = `
    import * as tf from '@tensorflow/tfjs-core';
    import { backendReport, selectBackend } from 'diffblocks/backend';
    const failure = async (options) => { try { await selectBackend(options); } catch (error) { return error.message; } };
  `;

  test('skips backends that are not installed', async () => {
    const project = await emptyProject(['tfjs-core', 'tfjs-backend-cpu'], {
      'main.mjs': `${imports} await selectBackend(); console.log(JSON.stringify(backendReport()));`,
    });
    const { name, attempts } = JSON.parse(await project.node('main.mjs'));
    expect(name).toBe('cpu');
    expect(attempts[0]).toMatchObject({ name: 'webgpu', ok: false });
    expect(attempts[1]).toEqual({ name: 'wasm', ok: false, reason: '@tensorflow/tfjs-backend-wasm is not installed' });
    expect(attempts[2]).toEqual({ name: 'cpu', ok: true });
  });

  test.for(['mjs', 'cjs'])('rejects with the reasons if nothing is installed (.%s)', async (extension) => {
    const esm = extension === 'mjs';
    const project = await emptyProject(['tfjs-core'], {
      [`main.${extension}`]: `
        ${esm ? "import { selectBackend } from 'diffblocks';" : "const { selectBackend } = require('diffblocks');"}
        selectBackend({ prefer: ['wasm', 'cpu'] }).catch((error) => console.log(error.message));`,
    });
    expect(await project.node(`main.${extension}`)).toBe(
      'selectBackend: no backend starts: wasm (@tensorflow/tfjs-backend-wasm is not installed); ' +
        'cpu (@tensorflow/tfjs-backend-cpu is not installed)',
    );
  });

  test('names the fault of a WASM file, and then accepts another file', async () => {
    const file = 'tfjs-backend-wasm-simd.wasm';
    const project = await emptyProject(['tfjs-core', 'tfjs-backend-wasm'], {
      [`html/${file}`]: '<!doctype html>',
      [`broken/${file}`]: '\0asm\x01\0\0\0\x63',
      [`older/${file}`]: '\0asm\x01\0\0\0', // an empty module
      'main.mjs': `${imports}
        for (const wasmPaths of ['nowhere', 'html', 'broken', 'older']) {
          console.log((await failure({ prefer: ['wasm'], wasmPaths })).split(' starts: ')[1]);
        }
        const wasmPaths = new URL('./node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url);
        console.log((await selectBackend({ prefer: ['wasm'], wasmPaths })).name);`,
    });
    const [nowhere, html, broken, older, last] = (await project.node('main.mjs')).split('\n');
    expect(nowhere).toMatch(/^wasm \(nowhere\/tfjs-backend-wasm-simd\.wasm cannot be read \(ENOENT/);
    expect(html).toBe(`wasm (html/${file} is HTML, not a WebAssembly file)`);
    expect(broken).toContain(`wasm (broken/${file} does not compile: WebAssembly.compile(): `);
    expect(older).toBe(`wasm (older/${file} was made for a version other than @tensorflow/tfjs-backend-wasm 4.22.0)`);
    expect(last).toBe('wasm');
  });

  test("keeps and reports tfjs's kernels in an engine without WASM SIMD", async () => {
    const project = await emptyProject(['tfjs-core', 'tfjs-backend-wasm'], {
      'main.mjs': `
        import * as tf from '@tensorflow/tfjs-core';
        import { gramMatrix, selectBackend } from 'diffblocks';
        const { simd, withoutKernels } = await selectBackend({ prefer: ['wasm'] });
        const stock = tf.getKernel('Conv2DBackpropFilter', 'wasm') === undefined;
        ${gradients} console.log(JSON.stringify({ result, simd, withoutKernels, stock }));`,
    });
    // V8 has no WASM SIMD without these instructions.
    expect(JSON.parse(await project.node('main.mjs', '--no-enable-sse4-1'))).toEqual({
      result: expected('wasm'),
      simd: false,
      withoutKernels: 'this engine has no WASM SIMD',
      stock: true,
    });
  });

  test('keeps an active webgl in preference to cpu by default, but not against an explicit prefer', async () => {
    const project = await emptyProject(['tfjs-core', 'tfjs-backend-cpu'], {
      'main.mjs': `${imports}
        import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
        tf.registerBackend('webgl', () => new MathBackendCPU());
        await tf.setBackend('webgl');
        console.log((await selectBackend()).attempts.map(({ name, ok }) => name + ' ' + ok).join());
        console.log((await selectBackend({ prefer: ['webgpu', 'cpu'] })).name);
        console.log((await selectBackend()).name);`,
    });
    expect(await project.node('main.mjs')).toBe('webgpu false,wasm false,webgl true\ncpu\ncpu');
  });

  test('does not end a program that handles its rejections', async () => {
    const project = await emptyProject(['tfjs-core', 'tfjs-backend-wasm'], {
      'main.mjs': `${imports}
        process.on('unhandledRejection', (reason) => console.log('handled', reason));
        process.on('uncaughtException', (error) => console.log('handled', error.message));
        await selectBackend({ prefer: ['wasm'] });
        Promise.reject('stray');
        setTimeout(() => { throw new Error('thrown'); }, 10);
        setTimeout(() => console.log('alive'), 20);`,
    });
    expect(await project.node('main.mjs')).toBe('handled stray\nhandled thrown\nalive');
  });

  test('backendReport throws before any backend is active', async () => {
    const project = await emptyProject(['tfjs-core'], {
      'main.mjs': `${imports} try { backendReport(); } catch (error) { console.log(error.message); }`,
    });
    expect(await project.node('main.mjs')).toBe('backendReport: no backend is active; call selectBackend first');
  });
});

/** Blocks that need a browser or a file have more after `js` or `ts` on their fence. */
test('the examples of the README run, whatever the type of the package', async () => {
  const readme = await readFile('README.md', 'utf8');
  const blocks = [...readme.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```/gm)].map(([, code]) => code);
  const examples = blocks.filter((code) => /from 'diffblocks/.test(code));
  expect(examples.length).toBeGreaterThan(0);
  const project = await emptyProject(['tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm', 'tfjs-layers']);
  for (const type of [undefined, 'module', 'commonjs']) {
    await project.write({ 'package.json': JSON.stringify({ private: true, type }) });
    for (const example of examples) {
      const { code } = await transform(example, { loader: 'ts', format: 'esm' });
      // Node looks for the syntax of modules in a `.js` file unless the package declares its type.
      const file = type === 'commonjs' ? 'example.mjs' : 'example.js';
      await project.write({ [file]: code });
      await project.node(file);
    }
  }
});
