import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { recordArgument } from '../../src/internal/recordArgument';
import { expectArgumentError } from '../support/expectArgumentError';
import { revoked } from '../support/oddValues';

interface Bounds {
  lower?: number;
  upper?: number;
}

const read = (value: unknown) => recordArgument('f', 'bounds[1]', value as Bounds, ['lower', 'upper']);

test('a record with some of the keys is returned as it is', () => {
  for (const record of [{}, { lower: null }, Object.assign(Object.create(null), { upper: 1 })]) {
    expect(read(record)).toBe(record);
  }
});

test('anything but an object is rejected', () => {
  const tensor = tf.zeros([2]);
  const strangers: [unknown, string][] = [
    [undefined, 'undefined'],
    [null, 'null'],
    ['lower', "'lower'"],
    [[], '[]'],
    [new Float32Array(2), 'a Float32Array of length 2'],
    [tensor, 'a float32 tensor of shape [2]'],
    [new Map(), '[object Map]'],
    [revoked({}), 'an unreadable object'],
  ];
  for (const [value, got] of strangers) {
    expectArgumentError(() => read(value), `f: bounds[1] is not an object; expected {lower, upper}; got ${got}`);
  }
  tensor.dispose();
});

test('an unknown key is rejected', () => {
  for (const key of ['least', 'Lower', 'toString', '0']) {
    expectArgumentError(
      () => read({ lower: 1, [key]: undefined }),
      `f: bounds[1] has an unknown key; expected lower or upper; got '${key}'`,
    );
  }
});
