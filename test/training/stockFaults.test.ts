import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import page from '../../docs/tfjs-faults.md?raw';
import { installTrainingKernels } from '../../src/backend';
import { type Fault, gradients, type Outcome, secondGradients, values } from './stockFaults';

const sections = { Values: values, Gradients: gradients, 'Second gradients': secondGradients };
const backend = tf.getBackend() as keyof Fault['stock'];
/** The project `wasm-trained` starts with the training kernels. */
const isTrained = backend === 'wasm' && tf.getKernel(tf.Conv2DBackpropFilter, 'wasm') !== undefined;

/** Float32 sums of a million numbers are right to 1e-4 if they are made in several stages. */
const TOLERANCE = 1e-4;

async function outcomeOf({ run, right }: Fault): Promise<Outcome> {
  const device = backend === 'webgpu' ? (tf.backend() as WebGPUBackend).device : undefined;
  tf.engine().startScope();
  device?.pushErrorScope('validation');
  let outcome: Outcome;
  try {
    const found = Array.from(await run().data());
    const same = found.map((value, index) => isClose(value, right[index]));
    outcome = found.length === right.length && same.every(Boolean) ? 'right' : 'wrong';
  } catch {
    outcome = 'throws';
  }
  tf.engine().endScope();
  return (await device?.popErrorScope()) ? 'invalid' : outcome;
}

const isClose = (value: number, right: number) =>
  Object.is(value, right) || Math.abs(value - right) <= TOLERANCE * Math.abs(right);

if (!isTrained) {
  describe.each(Object.entries(sections))('%s of stock tfjs', (_, faults) => {
    for (const fault of faults) {
      test(`${fault.op}: ${fault.stock[backend]}`, async () => {
        expect(await outcomeOf(fault)).toBe(fault.stock[backend]);
      });
    }
  });
}

if (backend !== 'cpu') {
  describe.each(Object.entries(sections))('%s with the training kernels', (_, faults) => {
    beforeAll(() => installTrainingKernels());

    for (const fault of faults) {
      const outcome = fault.trained?.[backend] ?? 'right';
      test(`${fault.op}: ${outcome}`, async () => expect(await outcomeOf(fault)).toBe(outcome));
    }
  });
}

describe.each(Object.entries(sections))('docs/tfjs-faults.md, %s', (section, faults) => {
  const rows = page.split(`## ${section}\n`)[1].split('\n## ')[0];
  for (const { op, stock } of faults) {
    test(`has the row ${op}`, () =>
      expect(rows).toContain(`\n| ${op} | ${stock.cpu} | ${stock.wasm} | ${stock.webgpu} | `));
  }
});
