import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { type Browser, chromium as playwright } from 'playwright';
import { build, createServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium, setup, withoutBrowser } from '../support/chromium';
import { expected, gradients } from './program';
import { cleanUp, emptyProject } from './project';

afterAll(cleanUp);

describe('an esbuild bundle', () => {
  test.for(['esm', 'cjs'] as const)(
    'has gradients in Node (%s), and skips backends that are not installed',
    async (format) => {
      const project = await emptyProject(['tfjs-core', 'tfjs-backend-cpu'], {
        'main.js': `
        import * as tf from '@tensorflow/tfjs-core';
        import { gramMatrix, selectBackend } from 'diffblocks';
        selectBackend().then(({ attempts }) => {
          ${gradients}
          console.log(JSON.stringify({ result, tried: attempts.map(({ name }) => name) }));
        });`,
      });
      const outfile = join(project.folder, format === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
      const entryPoints = [join(project.folder, 'main.js')];
      // An ES module has no require, and tfjs-core needs one in Node.
      const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
      const banner: Record<string, string> = format === 'esm' ? { js } : {};
      await bundle({ entryPoints, outfile, bundle: true, format, platform: 'node', banner, logLevel: 'silent' });
      const { result, tried } = JSON.parse(await project.node(outfile));
      expect(result).toEqual(expected('cpu'));
      expect(tried).toEqual(['webgpu', 'wasm', 'cpu']);
    },
  );

  test.for(['esm', 'cjs'] as const)('says in Node that the WASM file is not beside it (%s)', async (format) => {
    const project = await emptyProject(['tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm'], {
      'main.js': `
        import { selectBackend } from 'diffblocks/backend';
        selectBackend({ prefer: ['wasm', 'cpu'] }).then(({ attempts }) => console.log(attempts[0].reason));`,
    });
    const outfile = join(project.folder, format === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
    const entryPoints = [join(project.folder, 'main.js')];
    const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
    const banner: Record<string, string> = format === 'esm' ? { js } : {};
    await bundle({ entryPoints, outfile, bundle: true, format, platform: 'node', banner, logLevel: 'silent' });
    expect(await project.node(outfile)).toBe(
      'tfjs-backend-wasm-simd.wasm is not beside the script that contains @tensorflow/tfjs-backend-wasm: ' +
        'keep that package out of the bundle, or copy the file from its dist folder and pass its location as wasmPaths',
    );
  });

  test('keeps the gradients for a bare import', async () => {
    const project = await emptyProject(['tfjs-core', 'tfjs-backend-cpu'], {
      'main.js': `
        import 'diffblocks';
        import * as tf from '@tensorflow/tfjs-core';
        import '@tensorflow/tfjs-backend-cpu';
        console.log(tf.grad((x) => tf.mean(x))(tf.tensor1d([1, 2])).dataSync().join());`,
    });
    const outfile = join(project.folder, 'bundle.cjs');
    const entryPoints = [join(project.folder, 'main.js')];
    // tfjs-backend-cpu does not declare its main file as a side effect.
    const mainFields = ['module', 'main'];
    await bundle({
      entryPoints,
      outfile,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      mainFields,
      logLevel: 'silent',
    });
    expect(await project.node(outfile)).toBe('0.5,0.5');
  });

  /** The code of a bundle of one import, without tfjs. */
  async function bundled(statement: string): Promise<string> {
    const project = await emptyProject(['tfjs-core'], { 'main.js': `${statement} console.log(used);` });
    const { outputFiles } = await bundle({
      entryPoints: [join(project.folder, 'main.js')],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      external: ['@tensorflow/*'],
      logLevel: 'silent',
    });
    return outputFiles[0].text;
  }

  test('of a function without a gradient contains neither gradients nor a backend', async () => {
    const code = await bundled("import { reverseAccuracy as used } from 'diffblocks/rca';");
    expect(code).toContain('reverseAccuracy');
    expect(code).not.toMatch(/gradFunc|runKernel|["']@tensorflow\/tfjs-backend/);
  });

  test.for(['diffblocks', 'diffblocks/style'])(
    'of gramMatrix from %s contains its gradients and nothing of other functions',
    async (entry) => {
      const code = await bundled(`import { gramMatrix as used } from '${entry}';`);
      expect(code).toMatch(/kernelName: ?\w+\.Mean\b|Mean\b.*gradFunc/);
      expect(code).toContain('"Gram"');
      expect(code).not.toMatch(
        /["']@tensorflow\/tfjs-backend|distillation|[Tt]emperature|reverseAccuracy|totalVariation|GridSample|elbo/,
      );
    },
  );
});

describe.skipIf(withoutBrowser)('in a browser, a Vite project', () => {
  let browser: Browser;
  beforeAll(async () => {
    await setup();
    browser = await playwright.launch(chromium);
  });
  afterAll(() => browser.close());

  const page = {
    'index.html': '<!doctype html><title>A page</title><script type="module" src="/main.js"></script>',
    'main.js': `
      import * as tf from '@tensorflow/tfjs-core';
      import { gramMatrix, selectBackend } from 'diffblocks';
      import wasmPaths from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
      const where = new URLSearchParams(location.search).get('wasm') ?? wasmPaths;
      globalThis.outcome = selectBackend({ prefer: ['wasm'], wasmPaths: where === 'none' ? undefined : where }).then(
        (report) => { ${gradients} return { report, result }; },
        (error) => error.message,
      );`,
  };
  const vite = { configFile: false, logLevel: 'error' } as const;

  /** The requests of all pages so far, and those that failed: cancelled, refused or not found. */
  const requests: string[] = [];
  const failed: string[] = [];

  /** The outcome of the page at each address. */
  async function outcomes(base: string, ...addresses: string[]) {
    const all = [];
    for (const address of addresses) {
      const tab = await browser.newPage();
      tab.on('request', (request) => requests.push(request.url()));
      tab.on('requestfailed', (request) => failed.push(`${request.url()}: ${request.failure()?.errorText}`));
      tab.on('response', (response) => response.ok() || failed.push(`${response.url()}: ${response.status()}`));
      await tab.goto(new URL(address, base).href);
      await tab.waitForFunction('globalThis.outcome !== undefined');
      all.push(await tab.evaluate('globalThis.outcome'));
      await tab.close();
    }
    return all;
  }

  test('that is built has gradients, requests its WASM file once, and reports HTML in its place', async () => {
    const { folder } = await emptyProject(['tfjs-core', 'tfjs-backend-wasm'], page);
    await build({ ...vite, root: folder });
    const server = await preview({ ...vite, root: folder, preview: { port: 0, host: '127.0.0.1' } });
    const base = server.resolvedUrls!.local[0];
    const [right] = await outcomes(base, '/');
    expect(requests.filter((url) => url.endsWith('.wasm'))).toHaveLength(1);
    const [none, wrong] = await outcomes(base, '/?wasm=none', '/?wasm=/elsewhere/');
    await server.close();
    expect(right).toMatchObject({ report: { name: 'wasm', simd: true }, result: expected('wasm') });
    const start = 'selectBackend: no backend starts: wasm (';
    const html = 'is HTML, not a WebAssembly file';
    expect(wrong).toBe(`${start}${base}elsewhere/tfjs-backend-wasm-simd.wasm ${html})`);
    expect(none).toBe(
      `${start}${base}tfjs-backend-wasm-simd.wasm ${html}; reload the page and pass the file's location as wasmPaths)`,
    );
  });

  test.for(['wasm', 'webgpu'])('that starts %s makes no failed or cancelled request, and none twice', async (name) => {
    const { folder } = await emptyProject(['tfjs-core', 'tfjs-backend-wasm', 'tfjs-backend-webgpu'], {
      'index.html': page['index.html'],
      'main.js': `
        import { add } from '@tensorflow/tfjs-core';
        import { selectBackend } from 'diffblocks';
        import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
        selectBackend({ prefer: ['${name}'], wasmPaths: simd }).then(async (report) => {
          globalThis.outcome = { name: report.name, sum: Array.from(await add([1], [2]).data()) };
        });`,
    });
    await build({ ...vite, root: folder });
    const server = await preview({ ...vite, root: folder, preview: { port: 0, host: '127.0.0.1' } });
    requests.length = failed.length = 0;
    const [outcome] = await outcomes(server.resolvedUrls!.local[0], '/');
    await server.close();
    expect(outcome).toEqual({ name, sum: [3] });
    expect(failed).toEqual([]);
    expect(requests).toEqual([...new Set(requests)]);
    expect(requests.filter((url) => url.endsWith('.wasm'))).toHaveLength(name === 'wasm' ? 1 : 0);
  });

  test('that is being developed has gradients, with and without tfjs-layers', async () => {
    const { folder, write } = await emptyProject(['tfjs-core', 'tfjs-backend-wasm', 'tfjs-layers'], page);
    const imports: Record<string, string> = { never: '', before: '', after: '' };
    for (const when of Object.keys(imports)) {
      const layers = "import '@tensorflow/tfjs-layers';";
      await write({
        [`${when}.html`]: page['index.html'].replace('main.js', `${when}.js`),
        [`${when}.js`]: `${when === 'before' ? layers : ''} ${page['main.js']} ${when === 'after' ? layers : ''}`,
      });
    }
    const workspaceRoot = createRequire(import.meta.url)
      .resolve('vite/package.json')
      .split('node_modules')[0];
    const server = await createServer({
      ...vite,
      root: folder,
      server: { port: 0, host: '127.0.0.1', fs: { allow: [folder, workspaceRoot] } },
      optimizeDeps: { entries: ['*.html'] },
    });
    await server.listen();
    const addresses = Object.keys(imports).map((when) => `/${when}.html`);
    const results = await outcomes(server.resolvedUrls!.local[0], ...addresses);
    await server.close();
    for (const outcome of results) expect(outcome).toMatchObject({ result: expected('wasm') });
  });
});
