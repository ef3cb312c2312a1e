import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

let output: string;
beforeAll(async () => {
  output = await mkdtemp(join(tmpdir(), 'diffblocks-demo-'));
});
afterAll(() => rm(output, { recursive: true }));

/** Starts the command that `npm run demo` runs after the build. */
const demo = (...options: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', 'examples/run.ts', ...options, '--output', output]);

test('Ctrl-C ends an example with the best picture so far, even if the signal arrives twice', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(scripts.demo).toMatch(/ && node --import tsx examples\/run\.ts$/);

  const child = demo('--only', 'texture', '--short');
  const ended = once(child, 'exit');
  await once(child.stderr, 'data'); // the first tenth is done
  child.kill('SIGINT');
  await setTimeout(30);
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);

  const page = await readFile(join(output, 'index.html'), 'utf8');
  expect(page.match(/data:image\/png/g)).toHaveLength(2); // the texture and its synthesis
  expect(page).toContain('interrupted; the picture is the best so far');
  expect(page).toContain('Gram matrix error of rocks');
  expect(page).not.toContain('Gram matrix error of boards');
});

test('Ctrl-C before the first picture ends the example with a message', async () => {
  const { untilInterrupted, requireUninterrupted } = await import('../../examples/support/interrupt');
  const work = untilInterrupted(async (signal) => {
    process.emit('SIGINT');
    requireUninterrupted(signal);
  });
  await expect(work).rejects.toThrow('interrupted before the first step: there is no picture');
});
