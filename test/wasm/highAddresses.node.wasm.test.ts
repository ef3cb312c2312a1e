import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { selectBackend } from '../../src/backend';
import { address, type WasmBackend } from '../../src/wasm/wasmBackend';
import { cases } from './threadCases';

const backend = () => tf.backend() as WasmBackend;

/** Starts WASM again, on new memory. */
async function restart(threads: number) {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
  await selectBackend({ prefer: ['wasm'], threads });
}

/** Allocates what is free below 2 GiB. Nothing touches it, so the machine need not have the memory. */
function fillLowerHalf() {
  const { wasm } = backend();
  for (let bytes = 2 ** 30; bytes >= 2 ** 12; bytes /= 2) {
    let found: number;
    do found = wasm._malloc(bytes) >>> 0;
    while (found !== 0 && found < 2 ** 31);
    wasm._free(found);
  }
}

/** The bits of each result, and the highest address of its inputs. */
function results() {
  return cases.map(({ name, shapes, f }) =>
    tf.tidy(() => {
      const inputs = shapes.map((shape) => tf.reshape(tf.sin(tf.range(1, 1 + tf.util.sizeFromShape(shape))), shape));
      const highest = Math.max(...inputs.map((input) => address(backend(), input)));
      const numbers = f(...inputs).dataSync<'float32'>();
      return { name, highest, bits: new Int32Array(numbers.slice().buffer) };
    }),
  );
}

for (const threads of [1, 2]) {
  test(`on ${threads} threads kernels give the same bits above 2 GiB, where addresses are negative as int32`, {
    timeout: 300_000,
  }, async () => {
    await restart(threads);
    const expected = results();
    fillLowerHalf();
    for (const [index, { name, highest, bits }] of results().entries()) {
      expect(highest, name).toBeGreaterThan(2 ** 31);
      const same = bits.every((word, at) => word === expected[index].bits[at]);
      expect(same && bits.length === expected[index].bits.length, name).toBe(true);
    }
    await restart(1);
  });
}
