import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { recordAs } from '../../src/engine/recordAs';
import { wasmMendedGradients } from '../../src/training/gradients/wasmMendedGradients';
import publicNames from '../package/publicNames.json';
import { differences } from './differences';
import { kernels } from './targets/kernels';
import { ops } from './targets/ops';
import { optimizers } from './targets/optimizers';
import { own } from './targets/own';
import { withoutTarget } from './withoutTarget';

const { FUZZ_CALLS = '40', FUZZ_SEED = '1', FUZZ_ONLY = '' } = process.env;

// Where cpu has no gradient, the formulas of WASM run on the kernels of cpu; gradcheck tests the formulas themselves.
recordAs('cpu', wasmMendedGradients);

const groups = Object.entries({ kernels, optimizers, ops, own })
  .map(([group, targets]) => ({ group, chosen: targets.filter(({ name }) => name.startsWith(FUZZ_ONLY)) }))
  .filter(({ chosen }) => chosen.length > 0);

describe.each(groups)('$group', ({ chosen }) => {
  for (const target of chosen) {
    test(`${target.name}: ${FUZZ_CALLS} random calls on WASM agree with cpu`, async () => {
      expect(await differences(target, Number(FUZZ_CALLS), Number(FUZZ_SEED))).toEqual([]);
    });
  }
});

test('every public function has a target, or a reason to have none', () => {
  const { '.': main, './layers': layers } = publicNames;
  const functions = [...main, ...layers].filter((name) => !name.startsWith('type '));
  const covered = [...own.map(({ name }) => name.split(' ')[0]), ...Object.keys(withoutTarget)];
  expect(functions.filter((name) => !covered.includes(name))).toEqual([]);
  expect(covered.filter((name) => !functions.includes(name))).toEqual([]);
});
