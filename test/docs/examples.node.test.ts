/// <reference types="vite/types/importMeta.d.ts" />
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { initializers, input, model } from '@tensorflow/tfjs-layers';
import { afterEach, expect, test } from 'vitest';
import { ArgumentError } from '../../src/internal/ArgumentError';
import { seededTensor } from '../../src/testing';
import { examplesOf, recipesOf } from './examplesOf';

const backend = tf.getBackend();
afterEach(() => tf.setBackend(backend));

const areas = import.meta.glob<Record<string, unknown>>('../../src/*/index.ts', { eager: true });
const publicNames: Record<string, unknown> = Object.assign({ ArgumentError }, ...Object.values(areas));
const examples = examplesOf('src').filter(({ subject }) => subject in publicNames);

test('every public function has an example', () => {
  const subjects = new Set(examples.map(({ subject }) => subject));
  expect(subjects.size).toBeGreaterThan(40);
  expect(Object.keys(publicNames).filter((name) => !subjects.has(name))).toEqual(['MattingLaplacian']);
});

/** Examples that print nothing: they fail by throwing. */
const silent = /forEachBackend|installTrainingKernels|tensorMatchers/;

/** Pages whose code blocks run as one program, with the data that they mention. */
const pages: Record<string, () => Record<string, unknown>> = {
  'docs/coming-from.md': () => ({}),
  'docs/distillation.md': () => ({}),
  'docs/matting.md': () => ({}),
  'docs/memory.md': () => ({}),
  'docs/optimize.md': () => ({}),
  'docs/rca.md': () => ({
    ...{ predicted: [0.2, 0.4, 0.6], real: [0.3, 0.5, 0.7], prediction: 0.8 },
    ...{ heldOut: Array(9).fill(0.5), heldOutReal: Array(9).fill(0.6) },
  }),
  'docs/registration.md': () => ({}),
  'docs/spatial.md': () => ({}),
  'docs/style.md': () => ({}),
  'docs/variational.md': () => ({ images: seededTensor([64, 784], { seed: 1, low: 0, high: 1 }) }),
};

for (const { name, code, comparisons } of examples) testCode(name, code, comparisons, () => ({}));

for (const [page, data] of Object.entries(pages)) {
  const { code, comparisons } = recipesOf(page);
  // In a block of its own, a recipe may declare any name.
  testCode(page, `{${code}}`, comparisons, () => ({ initializers, input, layers: layers.layers, model, ...data() }));
}

/** Runs code that sees the package's exports, tfjs and `more`, and compares what it prints. */
function testCode(name: string, code: string, comparisons: number, more: () => Record<string, unknown>): void {
  test(name, async () => {
    let compared = 0;
    const logged: string[] = [];
    const compare = async (evaluate: () => Promise<unknown>, comment: string) => {
      const value = await evaluate();
      expectPrinted(value instanceof tf.Tensor ? await value.array() : (logged.pop() ?? value), comment);
      compared++;
    };
    const console = { log: (text: string) => logged.push(text) };
    const scope = { ...more(), ...publicNames, tf: { ...tf, ...layers }, expect, compare, console };
    await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope));
    expect(compared, 'comparisons').toBe(comparisons);
    if (!silent.test(code)) expect(comparisons).toBeGreaterThan(0);
  });
}

const AsyncFunction = (async () => {}).constructor as new (
  ...code: string[]
) => (...values: unknown[]) => Promise<void>;

/** Compares with a comment: plain text, or a JavaScript value, in which `...` is the rest of a list. */
function expectPrinted(value: unknown, comment: string): void {
  const isText = typeof value === 'string' && !comment.startsWith("'");
  const written = isText ? comment : new Function(`return ${comment.replaceAll('...]', '"..."]')};`)();
  expectClose(value, written, Number.POSITIVE_INFINITY);
}

/** tfjs prints a single number in full and array entries to seven digits, about the precision of float32. */
function expectClose(value: unknown, written: unknown, digits: number): void {
  if (typeof written === 'number') {
    const tolerance = 0.51 * 10 ** -digits + 1e-6 * Math.abs(written);
    expect(value, `the comment says ${written}`).toSatisfy((number) => Math.abs(number - written) <= tolerance);
  } else if (Array.isArray(written)) {
    const open = written.at(-1) === '...';
    const entries = open ? written.slice(0, -1) : written;
    expect(Array.isArray(value) && (open ? value.slice(0, entries.length) : value)).toHaveLength(entries.length);
    for (const [index, entry] of entries.entries()) expectClose((value as unknown[])[index], entry, 7);
  } else {
    expect(value).toEqual(written);
  }
}
