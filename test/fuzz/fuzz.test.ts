import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { recordAs } from '../../src/engine/recordAs';
import { wasmMendedGradients } from '../../src/training/gradients/wasmMendedGradients';
import { differences } from './differences';
import { kernels } from './targets/kernels';
import { ops } from './targets/ops';
import { optimizers } from './targets/optimizers';
import { own } from './targets/own';

const { FUZZ_CALLS = '40', FUZZ_SEED = '1', FUZZ_ONLY } = process.env;

// Where cpu has no gradient, the formulas of WASM run on the kernels of cpu; gradcheck tests the formulas themselves.
recordAs('cpu', wasmMendedGradients);

describe.each(Object.entries({ kernels, optimizers, ops, own }))('%s', (_, targets) => {
  const chosen = targets.filter(({ name }) => !FUZZ_ONLY || name.startsWith(FUZZ_ONLY));
  for (const target of chosen) {
    test(`${target.name}: ${FUZZ_CALLS} random calls on WASM agree with cpu`, async () => {
      expect(await differences(target, Number(FUZZ_CALLS), Number(FUZZ_SEED))).toEqual([]);
    });
  }
});
