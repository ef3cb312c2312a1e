import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium as playwright } from 'playwright';
import { expect, test } from 'vitest';
import { plot } from '../../examples/support/plot';
import { figure, pictures, table, writeReport } from '../../examples/support/report';
import { chromium, setup, withoutBrowser } from '../support/chromium';

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const section = {
  name: 'style',
  title: 'A section with a rather long title, as the sections of the demo have',
  paper: 'Author 2020',
  findings: [{ label: 'inside the interval', value: '90.5 %' }],
  text: ['It took 5 s, for 12 pixels and 3 snails.'],
  figures: [
    table(Array(9).fill('a column with a long head'), [Array(9).fill('a long cell')], 'A wide table.'),
    pictures([{ src: pixel, label: '3: 90 %<br>8: 10 %', width: 600 }], 'A wide picture.'),
    pictures([{ src: pixel, label: 'style', alt: 'a desert at dawn' }], 'A picture with a description.'),
    figure(`<div class="plots">${plot([{ name: 'a', points: [[0, 1], [2, 3]] }], { x: 'x', y: 'y' })}</div>`, 'A plot.'), // biome-ignore format: points
  ],
  seconds: 5,
};

test('the page keeps units with their numbers, and markup out of alt texts', async () => {
  const page = await written((path) => readFile(path, 'utf8'));
  expect(page).toContain('90.5\u00a0%');
  expect(page).toContain('5\u00a0s, for 12\u00a0pixels and 3 snails');
  expect(page).toContain('alt="3: 90\u00a0%, 8: 10\u00a0%"');
  expect(page).toContain('alt="a desert at dawn"><p>style</p>');
});

test.skipIf(withoutBrowser)('the page does not scroll sideways at 390 px', async () => {
  await setup();
  const browser = await playwright.launch(chromium);
  const widths = await written(async (path) => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(pathToFileURL(path).href);
    return page.evaluate(() => [document.documentElement.scrollWidth, document.images[0].width]);
  });
  await browser.close();
  expect(widths[0]).toBe(390);
  expect(widths[1], 'width of the picture').toBeLessThan(390);
});

async function written<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'diffblocks-report-'));
  try {
    return await use(await writeReport(folder, { sections: [section], backend: 'cpu', length: 'short' }));
  } finally {
    await rm(folder, { recursive: true });
  }
}
