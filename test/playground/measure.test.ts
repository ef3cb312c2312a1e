import { type Browser, chromium as playwright } from 'playwright';
import { createServer } from 'vitepress';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromium, setup } from '../support/chromium';

let server: Awaited<ReturnType<typeof createServer>>;
let browser: Browser;

beforeAll(async () => {
  await setup();
  server = await createServer('docs', { port: 0 });
  await server.listen();
  browser = await playwright.launch(chromium);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('Measure your GPU: a block is timed on WebGPU, and its table copied as Markdown', async () => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${server.resolvedUrls!.local[0]}measure`);
  await page.getByLabel('Sizes').selectOption('small');
  await page.getByLabel('Block').selectOption('softmaxWithTemperature');
  await page.getByRole('button', { name: 'Measure' }).click();
  await page.getByText('1 of 1 blocks').waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.getByText('copied').waitFor();
  const [machine, , head, , forward, withGradients] = (await page.evaluate(() => navigator.clipboard.readText())).split(
    '\n',
  );
  expect(machine).toMatch(/^google, swiftshader.*, tfjs 4\.\d+\.\d+, Mozilla.* Medians of 7 rounds/);
  expect(head).toBe('| Block | Size | Programs | ms | Composed | ms | Ratio | Difference |');
  expect(forward).toMatch(
    /^\| softmaxWithTemperature \| \[64, 100\] \| 1 \| [\d.]+ \| \d\d \| [\d.]+ \| [\d.]+ \| \de-\d+ \|$/,
  );
  expect(withGradients).toMatch(/^\| softmaxWithTemperature, with gradients \| \[64, 100\] \| 2 \| /);
  expect(errors).toEqual([]);
  await context.close();
});
