import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { getKernel } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordAs } from '../../src/engine/recordAs';
import { mendedGradients } from '../../src/training/gradients/mendedGradients';
import { MaxPoolTake } from '../../src/training/pooling/maxPoolTake';
import { wasmTrainingKernels } from '../../src/training/wasmTrainingKernels';
import publicNames from '../package/publicNames.json';
import { bundleFloat64 } from './bundle';
import { differences } from './differences';
import { startFloat64 } from './startFloat64';
import { groups } from './targets';
import { own } from './targets/own';
import { withoutFloat64 } from './withoutFloat64';
import { withoutTarget } from './withoutTarget';

/** Of each target. `npm run test:fuzz` makes more. */
const CALLS = 40;

// Where cpu has no gradient, the formulas of WASM run on the kernels of cpu; gradcheck tests the formulas themselves.
recordAs('cpu', mendedGradients);

/** The training kernels that the targets have run. */
const ran = new Set<string>();
for (const { kernelName } of wasmTrainingKernels) {
  const registered = getKernel(kernelName, 'wasm')!;
  const { kernelFunc } = registered;
  registered.kernelFunc = (call) => {
    ran.add(kernelName);
    return kernelFunc(call);
  };
}

let folder: string;
let float64: ReturnType<typeof startFloat64>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  await bundleFloat64(join(folder, 'float64.cjs'));
  float64 = startFloat64(join(folder, 'float64.cjs'));
}, 60_000);
afterAll(async () => {
  await float64.stop();
  await rm(folder, { recursive: true });
});

describe.each(Object.entries(groups))('%s', (group, targets) => {
  for (const target of targets) {
    test(`${target.name}: ${CALLS} random calls agree on WASM, on cpu and in float64`, async () => {
      const { exactly } = float64;
      expect(await differences({ group, target, seed: 1, calls: [0, CALLS], exactly })).toEqual([]);
    });
  }
});

test('the targets run every training kernel except that of a second derivative', () => {
  expect(wasmTrainingKernels.map(({ kernelName }) => kernelName).filter((name) => !ran.has(name))).toEqual([
    MaxPoolTake,
  ]);
});

test('float64 computes in float64', async () => {
  const calls = Array.from({ length: 9 }, (_, seed) => ({ seed, withGradients: false }));
  const results = await float64.exactly('kernels', 'exp', calls);
  const values = results.flatMap((result) => ('value' in result ? Array.from(result.value[0].values) : []));
  expect(values.filter((value) => value !== Math.fround(value))).not.toEqual([]);
});

test('only targets stand in the list of those that float64 does not judge', () => {
  const names = Object.values(groups).flatMap((targets) => targets.map(({ name }) => name));
  expect(Object.keys(withoutFloat64).filter((name) => !names.includes(name))).toEqual([]);
});

test('every public function has a target, or a reason to have none', () => {
  const { '.': main, './layers': layers } = publicNames;
  const functions = [...main, ...layers].filter((name) => !name.startsWith('type '));
  const covered = [...own.map(({ name }) => name.split(' ')[0]), ...Object.keys(withoutTarget)];
  expect(functions.filter((name) => !covered.includes(name))).toEqual([]);
  expect(covered.filter((name) => !functions.includes(name))).toEqual([]);
});
