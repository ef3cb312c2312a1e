import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { cleanUp, emptyProject } from './project';

afterAll(cleanUp);

test('the code blocks of the guide are one program, which runs in an empty project with what the guide installs', async () => {
  const guide = await readFile('docs/guide.md', 'utf8');
  const [ours, ...packages] = guide
    .match(/npm install (.+)/)![1]
    .split(/ |@tensorflow\//)
    .filter(Boolean);
  expect(ours).toBe('diffblocks');
  const blocks = [...guide.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const project = await emptyProject(packages, { 'letters.mjs': blocks.join('\n') });
  const lines = (await project.node('letters.mjs')).split('\n');
  expect(lines[0]).toBe('wasm');
  // Chance is 0.25. Weights start at random.
  const [, accuracy] = lines.find((line) => line.startsWith('test accuracy'))!.match(/accuracy (.+)/)!;
  expect(Number(accuracy)).toBeGreaterThan(0.9);
  expect(lines.at(-1)).toBe('difference 0');
});
