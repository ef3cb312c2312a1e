import { type Browser, type Page, chromium as playwright } from 'playwright';
import { PNG } from 'pngjs';
import { createServer } from 'vitepress';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { chromium, setup } from '../support/chromium';

let server: Awaited<ReturnType<typeof createServer>>;
let browser: Browser;
let page: Page;
/** Errors of the page and its worker. */
const errors: string[] = [];

beforeAll(async () => {
  await setup();
  server = await createServer('docs', { port: 0 });
  await server.listen();
  browser = await playwright.launch(chromium);
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${server.resolvedUrls!.local[0]}playground`);
  await computed();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

// For a look.
afterEach(async ({ task }) => {
  await page.screenshot({ path: `demo-output/playground/${task.name.replaceAll(/\W+/g, '-')}.png`, fullPage: true });
});

/** Waits until the worker has answered. */
const computed = () => page.getByText(/computed in \d/).waitFor(slow);

const tab = (name: string) => page.getByRole('tab', { name }).click();
const button = (name: string) => page.getByRole('tabpanel').getByRole('button', { name, exact: true });
const canvas = (label: string) => page.getByLabel(label, { exact: true });

/** The size of a canvas and the sums of its channels. */
const content = (label: string): Promise<{ size: number[]; sums: number[] }> =>
  canvas(label).evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    const sums = [0, 0, 0, 0];
    for (let at = 0; at < data.length; at++) sums[at % 4] += data[at];
    return { size: [width, height], sums };
  });

/** SwiftShader computes WebGPU on the CPU. */
const slow = { timeout: 120_000 };

const changes = (label: string, from: unknown) => expect.poll(() => content(label), slow).not.toEqual(from);

async function drag(points: [x: number, y: number][], { x, y, width, height } = { x: 0, y: 0, width: 1, height: 1 }) {
  for (const [index, [px, py]] of points.entries()) {
    await page.mouse.move(x + px * width, y + py * height, { steps: 5 });
    if (index === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

for (const backend of ['wasm', 'webgpu']) {
  test(`${backend}: a spline bends the photograph, by mouse and by keyboard`, async () => {
    await tab('Bend');
    await page.getByLabel('Backend').selectOption(backend);
    await computed();
    await button('Reset').click();
    await expect.poll(async () => (await content('the bent photograph')).size, slow).toEqual([264, 176]);
    const handle = button('control point 5');
    let last = await content('the bent photograph');
    const { x, y } = (await handle.boundingBox())!;
    await drag([[x + 11, y + 11], [x + 80, y + 50]]); // biome-ignore format: points
    await changes('the bent photograph', last);
    last = await content('the bent photograph');
    await handle.press('ArrowLeft');
    await changes('the bent photograph', last);
  });

  test(`${backend}: sky takes after sky, the rest after the rest`, async () => {
    await tab('Restyle');
    await button('Clear').click();
    const [photograph, style] = ['the photograph, to paint on', 'the picture of the style, to paint on'].map(canvas);
    await drag([[0.02, 0.1], [0.98, 0.1]], (await photograph.boundingBox())!); // biome-ignore format: points
    await button('Restyle').click();
    await page.getByText('Paint on both pictures, or on neither.').waitFor();
    await style.press('ArrowRight');
    await button('Restyle').click();
    await page.getByText(backend === 'wasm' ? /step \d\d of 80, style loss \d/ : /step \d+ of 80/).waitFor(slow);
    await button('Stop').click();
    const { size, sums } = await content('the photograph, restyled');
    expect(size).toEqual([264, 176]);
    expect(sums[0]).toBeGreaterThan(0);
  });

  test(`${backend}: a disk becomes a C, as far as the map allows`, async () => {
    await tab('Register');
    await page.getByRole('combobox', { name: 'Pictures' }).selectOption('shapes');
    await expect.poll(async () => (await content('the moving picture, registered')).size, slow).toEqual([96, 96]);
    const original = await content('the moving picture, registered');
    // SwiftShader would take minutes for a map that bends.
    if (backend === 'webgpu') {
      await page.getByLabel('Map').selectOption('affine');
      await button('Register').click();
      await page.getByText(/^ ?iteration \d/).waitFor(slow);
      await page.getByText(/^ ?0 pixels fold/).waitFor(slow);
      expect(await content('the moving picture, registered')).not.toEqual(original);
      return;
    }
    await page.getByLabel('Bending energy').fill('-1');
    await button('Register').click();
    await page.getByText(/^ ?iteration \d/).waitFor(slow);
    await page.getByText(/^ ?0 pixels fold/).waitFor(slow);
    const stiff = await content('the moving picture, registered');
    expect(stiff).not.toEqual(original);
    await page.getByLabel('Bending energy').fill('-6');
    await page.getByText(/[1-9],\d+ pixels fold/).waitFor(slow);
    await button('Undo').click();
    expect(await content('the moving picture, registered')).toEqual(stiff);
    await button('Undo').click();
    expect(await content('the moving picture, registered')).toEqual(original);
  });

  test(`${backend}: an autoencoder learns digits; a walk shows one after the other, also while it learns`, async () => {
    await tab('Walk');
    await button('Train').click();
    await page.getByText(backend === 'wasm' ? /step [\d,]{3,} of 1,500, bound/ : /step [\d,]+ of 1,500/).waitFor(slow);
    const first = await content('the digit at the point');
    expect(first.size).toEqual([28, 28]);
    const pad = canvas('digits of the latent space');
    await drag([[0.5, 0.5], [0.9, 0.9]], (await pad.boundingBox())!); // biome-ignore format: points
    await page.getByText('z = (1.92, 1.92)').waitFor();
    await changes('the digit at the point', first);
    await button('Stop').click();
    const last = await content('the digit at the point');
    for (let k = 0; k < 20; k++) await button('point of the latent space').press('ArrowLeft');
    await page.getByText('z = (0.00, 1.92)').waitFor();
    await changes('the digit at the point', last);
  });

  test(`${backend}: a few strokes cut out the palace`, async () => {
    await tab('Cut out');
    await button('Clear').click();
    const box = (await canvas('the photograph, to draw on').boundingBox())!;
    await page.getByLabel('foreground', { exact: true }).check();
    await drag([[0.5, 0.3], [0.7, 0.45]], box); // biome-ignore format: points
    await drag([[0.1, 0.85], [0.95, 0.85]], box); // biome-ignore format: points
    await page.getByLabel('background', { exact: true }).check();
    await drag([[0.05, 0.06], [0.95, 0.06], [0.95, 0.4]], box); // biome-ignore format: points
    await button('Cut out').click();
    // Somewhat more than half of the picture is palace and ground.
    const opaque = async () => {
      const { size, sums } = await content('the foreground');
      return sums[3] / (255 * size[0] * size[1]);
    };
    await expect.poll(opaque, slow).toBeGreaterThan(0.4);
    expect(await opaque()).toBeLessThan(0.9);
  });

  test(`${backend}: a transformer learns; another tab ends it`, async () => {
    await tab('Watch');
    await button('Start').click();
    await page.getByText(backend === 'wasm' ? /step [1-9]\d+, loss/ : /step \d+, loss/).waitFor(slow);
    const { sums } = await content('the letters as the classifier sees them');
    expect(sums[0]).toBeGreaterThan(0);
  });

  test(`${backend}: a student learns its teacher's answers`, async () => {
    await tab('Soften');
    await page.getByText(/loss [1-9]/).waitFor();
    await button('Train').click();
    await page.getByText(/loss 0\.[01]/).waitFor();
  });
}

test('a bent photograph is straight again after the first click, without folds', async () => {
  await page.getByLabel('Backend').selectOption('wasm');
  await tab('Register');
  await expect.poll(async () => (await content('the moving picture, registered')).size, slow).toEqual([264, 176]);
  const bent = await content('the moving picture, registered');
  await button('Register').click();
  await page.getByText(/^ ?0 pixels fold/).waitFor(slow);
  expect(await content('the moving picture, registered')).not.toEqual(bent);
});

test('a change of backend in the middle of a run keeps the picture, and goes on', async () => {
  await tab('Watch');
  await button('Start').click();
  await page.getByText(/step \d+, loss/).waitFor(slow);
  await page.getByLabel('Backend').selectOption('wasm');
  expect((await content('distorted letters')).sums[0]).toBeGreaterThan(0);
  await computed();
  await page.getByText(/step [1-9]\d+, loss/).waitFor(slow);
});

test('a run that was stopped stays stopped after a change of backend', async () => {
  for (const [name, begin, state] of [
    ['Watch', 'Start', /step \d+, loss/],
    ['Restyle', 'Restyle', /step \d+ of 80/],
  ] as const) {
    await page.getByLabel('Backend').selectOption('wasm');
    await tab('Bend'); // ends a run of the last test
    await tab(name);
    await button(begin).click();
    await page.getByText(state).waitFor(slow);
    await button('Stop').click();
    await page.getByLabel('Backend').selectOption('webgpu');
    await computed();
    const before = await page.getByText(state).textContent();
    await page.waitForTimeout(3000);
    expect(await page.getByText(state).textContent()).toBe(before);
    expect(await button('Stop').isDisabled(), name).toBe(true);
  }
  await page.getByLabel('Backend').selectOption('wasm');
});

test('an autoencoder goes on where it was after a change of backend, and the digits stay', async () => {
  await tab('Walk');
  await button('Train').click();
  await page.getByText(/step [\d,]{2,} of 1,500/).waitFor(slow);
  await page.getByLabel('Backend').selectOption('webgpu');
  await computed();
  expect((await content('digits of the latent space')).sums[0]).toBeGreaterThan(0);
  await page.getByLabel('Backend').selectOption('wasm');
  await computed();
  await page.getByText(/step [\d,]{3,} of 1,500/).waitFor(slow);
});

test('a photograph of the user, and a file that is not an image', async () => {
  await tab('Bend');
  await expect.poll(async () => (await content('the bent photograph')).size, slow).toEqual([264, 176]);
  const png = PNG.sync.write(new PNG({ width: 4, height: 3 }));
  const upload = page.getByLabel('Your photograph');
  await upload.setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('nothing') });
  await page.getByText('broken.png is not an image that this browser can read').waitFor();
  expect((await content('the bent photograph')).size).toEqual([264, 176]);
  await upload.setInputFiles({ name: 'small.png', mimeType: 'image/png', buffer: png });
  await expect.poll(async () => (await content('the bent photograph')).size, slow).toEqual([4, 3]);
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('a file dropped on the style becomes the style; one dropped elsewhere becomes the photograph', async () => {
  await tab('Restyle');
  const png = PNG.sync.write(new PNG({ width: 5, height: 6 })).toString('base64');
  const drop = (label: string) =>
    canvas(label).evaluate((element, bytes) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'dropped.png'));
      element.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer }));
    }, png);
  const size = async (label: string) => (await content(label)).size;
  await drop('the picture of the style, to paint on');
  await expect.poll(() => size('the picture of the style, to paint on')).toEqual([5, 6]);
  expect(await size('the photograph, to paint on')).toEqual([4, 3]);
  await drop('the photograph, to paint on');
  await expect.poll(() => size('the photograph, to paint on')).toEqual([5, 6]);
});

test('the edge of what was cut out keeps nothing of the background', async () => {
  const disk = new PNG({ width: 48, height: 48 });
  for (let pixel = 0; pixel < 48 * 48; pixel++) {
    const distance = Math.hypot((pixel % 48) - 23.5, Math.floor(pixel / 48) - 23.5);
    const red = 255 * Math.min(1, Math.max(0, (16 - distance) / 4));
    disk.data.set([red, 0, 255 - red, 255], 4 * pixel);
  }
  await tab('Cut out');
  const upload = page.getByLabel('Your photograph');
  await upload.setInputFiles({ name: 'disk.png', mimeType: 'image/png', buffer: PNG.sync.write(disk) });
  await expect.poll(async () => (await content('the photograph, to draw on')).size).toEqual([48, 48]);
  const box = (await canvas('the photograph, to draw on').boundingBox())!;
  await page.getByLabel('foreground', { exact: true }).check();
  await drag([[0.45, 0.5], [0.55, 0.5]], box); // biome-ignore format: points
  await page.getByLabel('background', { exact: true }).check();
  await drag([[0.05, 0.95], [0.05, 0.05], [0.95, 0.05]], box); // biome-ignore format: points
  await button('Cut out').click();
  await expect.poll(async () => (await content('the foreground')).size, slow).toEqual([48, 48]);
  const edge = await canvas('the foreground').evaluate((element) => {
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 48, 48);
    return Array.from({ length: 48 * 48 }, (_, k) => [...data.slice(4 * k, 4 * k + 4)]).filter(
      ([, , , a]) => a > 64 && a < 192,
    );
  });
  expect(edge.length).toBeGreaterThan(50);
  expect(Math.max(...edge.map(([, , blue]) => blue))).toBeLessThan(40);
});

test('the arrow keys move between the tabs', async () => {
  await tab('Bend');
  await page.getByRole('tab', { name: 'Bend' }).press('ArrowRight');
  expect(await page.getByRole('tab', { name: 'Restyle' }).getAttribute('aria-selected')).toBe('true');
});

test('nothing scrolls sideways at 390 px', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ['Bend', 'Restyle', 'Cut out', 'Register', 'Walk', 'Watch', 'Soften']) {
    await tab(name);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(390);
  }
});

test('without WebGPU a message says so, and the run goes on with WASM', async () => {
  const bare = await playwright.launch({ ...chromium, args: [] });
  const other = await bare.newPage();
  await other.goto(page.url());
  await other.getByText(/computed in \d/).waitFor(slow);
  await other.getByRole('tab', { name: 'Watch' }).click();
  await other.getByRole('tabpanel').getByRole('button', { name: 'Start' }).click();
  const state = other.getByText(/step \d+, loss/);
  await state.waitFor(slow);
  await other.getByLabel('Backend').selectOption('webgpu');
  await other.getByText('This browser has no WebGPU. The demo goes on with WASM.').waitFor(slow);
  expect(await other.getByLabel('Backend').inputValue()).toBe('wasm');
  const before = await state.textContent();
  await expect.poll(() => state.textContent(), slow).not.toBe(before);
  await bare.close();
});

test('the console has no errors', () => expect(errors).toEqual([]));
