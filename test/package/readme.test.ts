import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium as playwright } from 'playwright';
import { createServer } from 'vite';
import { afterAll, expect, test } from 'vitest';
import { chromium, setup, withoutBrowser } from '../support/chromium';
import { cleanUp, emptyProject } from './project';

afterAll(cleanUp);

test.skipIf(withoutBrowser)('the six lines of the README cut out the flower, in a Vite page', async () => {
  const [, lines] = (await readFile('README.md', 'utf8')).match(/^```js browser\n(.*?)^```/ms)!;
  const picture = async (name: string, type: string) =>
    `data:image/${type};base64,${await readFile(`docs/images/${name}`, 'base64')}`;
  const { folder } = await emptyProject(['tfjs-core', 'tfjs-backend-wasm'], {
    'index.html': `<!doctype html><title>A page</title>
      <img id="photo" src="${await picture('allium.jpg', 'jpeg')}">
      <img id="scribbles" src="${await picture('allium-scribbles.png', 'png')}"><canvas></canvas>
      <script type="module">
        addEventListener('load', () => {
          globalThis.outcome = import('/main.js').then(() => 'done', (error) => error.message);
        });
      </script>`,
    'main.js': lines,
  });
  const [workspaceRoot] = createRequire(import.meta.url)
    .resolve('vite/package.json')
    .split('node_modules');
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    root: folder,
    server: { port: 0, host: '127.0.0.1', fs: { allow: [folder, workspaceRoot] } },
    optimizeDeps: { entries: ['main.js'] },
  });
  await server.listen();
  await setup();
  // Without WebGPU, whose emulation would take minutes.
  const args = chromium.args.filter((flag) => !flag.includes('webgpu'));
  const browser = await playwright.launch({ ...chromium, args });
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(server.resolvedUrls!.local[0]);
  await page.waitForFunction('globalThis.outcome');
  expect(await page.evaluate('globalThis.outcome')).toBe('done');
  const opacities = `[[8, 8], [300, 400], [218, 470], [215, 290]].map(([x, y]) =>
    document.querySelector('canvas').getContext('2d').getImageData(x, y, 1, 1).data[3])`;
  const [corner, paper, stem, flower] = (await page.evaluate(opacities)) as number[];
  await browser.close();
  await server.close();
  expect(Math.max(corner, paper)).toBeLessThan(10);
  expect(Math.min(stem, flower)).toBeGreaterThan(245);
});
