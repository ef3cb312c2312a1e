import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { choiceArgument, describe, numberArgument, tensorArgument } from '../../src/internal/arguments';
import { listArgument } from '../../src/internal/listArgument';
import { requireAllocatable } from '../../src/internal/requireAllocatable';
import { sizeArgument } from '../../src/internal/sizeArgument';
import { expectTensorsClose } from '../../src/testing';
import { expectArgumentError } from '../support/expectArgumentError';
import { endless, holes, revoked } from '../support/oddValues';
import { withContext } from '../support/withContext';

const exact = { rtol: 0, atol: 0 };

/** Typed arrays as their type and length. */
const shown = (value: unknown) =>
  JSON.stringify(value, (_, part) =>
    ArrayBuffer.isView(part) ? `${part.constructor.name} of ${(part as Int8Array).length}` : part,
  );

for (const value of [
  [[1], [2, 3]],
  [[1, 2, 3, 4], 5, 6],
  [[1, 2], [3], [4, 5, 6]],
  [new Float32Array(2), [1]],
  [new Float64Array(2), new Float64Array(3)],
  [[[1, 2]], new Float64Array(1)],
  [1, [2]],
  [1, new Int8Array(1)],
  [[], [1]],
]) {
  test(`a list that is not nested evenly is rejected: ${shown(value)}`, () =>
    expectArgumentError(
      () => tensorArgument('f', 'x', value as number[][]),
      'f: x does not form a tensor; expected numbers nested evenly; got lists of different lengths',
    ));
}

test('lists that are nested evenly become tensors', async () => {
  const cases: [unknown, number[], number[]][] = [
    [3, [], [3]],
    [true, [], [1]],
    [[[true, 2.5]], [1, 2], [1, 2.5]],
    [[[], []], [2, 0], []],
    [[Number.NaN, -Infinity], [2], [Number.NaN, -Infinity]],
  ];
  for (const [value, shape, values] of cases) {
    const x = tensorArgument('f', 'x', value as number[]);
    expect(x.dtype, shown(value)).toBe('float32');
    await withContext(shown(value), () => expectTensorsClose(x, { shape, values }, exact));
    x.dispose();
  }
});

const typedArrays = [
  ...[Float32Array, Float64Array, Int8Array, Int16Array, Int32Array],
  ...[Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array],
];

for (const TypedArray of typedArrays) {
  test(`${TypedArray.name}, alone and in lists, becomes a tensor`, async () => {
    const flat = new TypedArray([1, 2, 100]);
    for (const [value, shape] of [
      [flat, [3]],
      [[flat], [1, 3]],
      [[[flat, [1, 2, 100]]], [1, 2, 3]],
      [new TypedArray(0), [0]],
      [
        [new TypedArray(0), new TypedArray(0)],
        [2, 0],
      ],
    ] as [tf.TensorLike, number[]][]) {
      const x = tensorArgument('f', 'x', value);
      expect(x.dtype).toBe('float32');
      const values = Array.from({ length: tf.util.sizeFromShape(shape) / 3 }, () => [1, 2, 100]).flat();
      await expectTensorsClose(x, { shape, values }, exact);
      x.dispose();
    }
  });
  test(`${TypedArray.name} of integers becomes an int32 tensor if integers are required`, async () => {
    const x = tensorArgument('f', 'x', [new TypedArray([1, 100])] as never, { dtype: 'int32' });
    expect(x.dtype).toBe('int32');
    await expectTensorsClose(x, [[1, 100]], exact);
    x.dispose();
  });
}

test('a tensor made from an argument is a copy: it does not change with its source', async () => {
  const source = new Float32Array([1, 2]);
  const x = tensorArgument('f', 'x', source);
  source[0] = 9;
  await expectTensorsClose(x, [1, 2], exact);
  x.dispose();
});

test('numbers outside int32 are rejected if integers are required', () => {
  for (const [value, got] of [
    [[1, 0.5], '0.5'],
    [[[Number.NaN]], 'NaN'],
    [2 ** 31, '2147483648'],
    [[-(2 ** 31) - 1], '-2147483649'],
    [new Uint32Array([2 ** 32 - 1]), '4294967295'],
    [[new Float64Array([1, 1.5])], '1.5'],
  ] as [tf.TensorLike, string][]) {
    expectArgumentError(
      () => tensorArgument('f', 'ids', value, { dtype: 'int32' }),
      `f: ids has a value that is not an integer; expected 32-bit integers; got ${got}`,
    );
  }
  expectArgumentError(
    () => tensorArgument('f', 'ids', [0.5], { dtype: 'int32', shape: [2] }),
    'f: ids has the wrong shape; expected [2]; got [1]',
  );
  const floats = tf.zeros([2]);
  expectArgumentError(
    () => tensorArgument('f', 'ids', floats, { dtype: 'int32' }),
    'f: ids has the wrong dtype; expected int32; got float32',
  );
  floats.dispose();
});

test('anything but a number is rejected, also in a list', () => {
  const strangers: [unknown, string][] = [
    [null, 'null'],
    ['a', "'a'"],
    [{}, '[object Object]'],
    [3n, '3n'],
    [[3n], '3n'],
    [[[['a', 'b']]], "'a'"],
    [[[1], 'a'], "'a'"],
    [[1, undefined], 'undefined'],
    [holes(undefined, 2), 'undefined'],
    [[[1, 2], holes(1, undefined)], 'undefined'],
    [[Symbol('s')], 'Symbol(s)'],
    [[tf.zeros], 'a function'],
    [new BigInt64Array(2), '[object BigInt64Array]'],
    [[new BigUint64Array(2)], '[object BigUint64Array]'],
    [new DataView(new ArrayBuffer(8)), '[object DataView]'],
    [new ArrayBuffer(8), '[object ArrayBuffer]'],
    [new Set([1]), '[object Set]'],
    [{ length: 2, 0: 1, 1: 2 }, '[object Object]'],
    [{ dataId: {}, shape: [2], dtype: 'float32' }, '[object Object]'],
    [revoked([1, 2]), 'an unreadable object'],
    [[revoked([1, 2])], 'an unreadable object'],
  ];
  for (const [value, got] of strangers) {
    expectArgumentError(
      () => tensorArgument('f', 'x', value as number[]),
      `f: x is not a tensor; expected a tensor or (nested) numbers; got ${got}`,
    );
  }
});

test('lists that contain themselves are rejected', () => {
  const { first, later, mutual } = endless();
  const deep = 'more than 32 nested lists, or a list inside itself';
  for (const [value, got] of [
    [first, deep],
    [mutual, deep],
    [[first, 1], deep],
    [later, 'lists of different lengths'],
    [[[1, 2], later], 'lists of different lengths'],
  ] as [number[], string][]) {
    expectArgumentError(
      () => tensorArgument('f', 'x', value),
      `f: x does not form a tensor; expected numbers nested evenly; got ${got}`,
    );
  }
});

test('a disposed tensor is rejected', () => {
  const gone = tf.zeros([2, 3]);
  gone.dispose();
  expectArgumentError(
    () => tensorArgument('f', 'x', gone),
    'f: x has been disposed; expected a tensor in use; got a float32 tensor of shape [2, 3]',
  );
});

test('any value can be described in an error', () => {
  const { first, later } = endless();
  const values: [unknown, string][] = [
    [Object.create(null), '[object Object]'],
    [[Symbol('s'), 'a', [1]], "[Symbol(s), 'a', [1]]"],
    [() => 1, 'a function'],
    [10n, '10n'],
    [new Float64Array(3), 'a Float64Array of length 3'],
    [holes(undefined, 2), '[undefined, 2]'],
    [first, '[[[[...]]]]'],
    [later, '[1, [1, [1, [...]]]]'],
    [revoked([1, 2]), 'an unreadable object'],
    [[revoked([1, 2])], '[an unreadable object]'],
  ];
  for (const [value, got] of values) {
    expectArgumentError(
      () => choiceArgument('f', 'mode', value, ['a', 'b']),
      `f: unknown mode; expected 'a' or 'b'; got ${got}`,
    );
    expectArgumentError(
      () => numberArgument('f', 'n', value),
      `f: n is out of range; expected a finite number; got ${got}`,
    );
  }
});

test('a description is short, however large the value', () => {
  expect(describe(Array.from({ length: 100_000 }, (_, index) => index))).toBe(
    '[0, 1, 2, 3, 4, 5, 6, 7, ... 99992 more]',
  );
  const rows = Array.from({ length: 1000 }, () => Array(1000).fill(0.123456789));
  expect(describe([rows, rows]).length).toBeLessThan(250);
  expect(describe(new Array(2 ** 32 - 1)).length).toBeLessThan(250);
  expect(describe('x'.repeat(1e6))).toBe(`'${'x'.repeat(199)}...`);
  expect(describe(10n ** 1000n).length).toBeLessThan(250);
});

test('a number is finite and within its bounds', () => {
  expect(numberArgument('f', 'n', 2, { above: 1, atLeast: 2, atMost: 2, integer: true })).toBe(2);
  for (const [value, requirement, expected] of [
    [Number.NaN, {}, 'a finite number'],
    [1, { above: 1 }, 'a finite number above 1'],
    [0, { atLeast: 1, atMost: 3 }, 'a finite number at least 1 and at most 3'],
    [1.5, { integer: true, atLeast: 1 }, 'an integer at least 1'],
    [2 ** 53, { integer: true, atLeast: 1 }, 'an integer at least 1'],
    [1e308, { integer: true }, 'an integer'],
  ] as const) {
    expectArgumentError(
      () => numberArgument('f', 'n', value, requirement),
      `f: n is out of range; expected ${expected}; got ${value}`,
    );
  }
});

test('a number for float32 must be normal in float32, and so must its inverse', () => {
  for (const value of [0, 1, -1, 1.2e-38, 8.5e37])
    expect(numberArgument('f', 'n', value, { float32: true }), `n: ${value}`).toBe(value);
  for (const value of [1e-300, 1e-40, -1e-40, 1e38, -1e308]) {
    expectArgumentError(
      () => numberArgument('f', 'n', value, { float32: true }),
      `f: n is out of range; expected a finite number that float32 holds (1.2e-38 to 8.5e37); got ${value}`,
    );
  }
  expectArgumentError(
    () => numberArgument('f', 'n', 1e-300, { above: 0, float32: true }),
    'f: n is out of range; expected a finite number above 0 that float32 holds (1.2e-38 to 8.5e37); got 1e-300',
  );
});

test('a size has one positive integer per axis', () => {
  expect(sizeArgument('f', [2, 3], ['height', 'width'])).toEqual([2, 3]);
  const wrong: [unknown, string][] = [
    [[2], '[2]'],
    [[2, 3, 4], '[2, 3, 4]'],
    [[0, 2], '[0, 2]'],
    [[1.5, 2], '[1.5, 2]'],
    [[2 ** 53, 1], '[9007199254740992, 1]'],
    [holes(undefined, 2), '[undefined, 2]'],
    [[1n, 2], '[1n, 2]'],
    ['23', "'23'"],
    [undefined, 'undefined'],
    [revoked([1, 2]), 'an unreadable object'],
  ];
  for (const [size, got] of wrong) {
    expectArgumentError(
      () => sizeArgument('f', size, ['height', 'width']),
      `f: the size is wrong; expected [height, width] of positive integers; got ${got}`,
    );
  }
});

test('a size of more than a tensor holds is refused', () => {
  expect(sizeArgument('f', [2 ** 15, 2 ** 13], ['height', 'width'])).toEqual([2 ** 15, 2 ** 13]);
  for (const [size, others, shape] of [
    [[65536, 65536], [], '[65536, 65536]'],
    [[2 ** 31, 1], [], '[2147483648, 1]'],
    [[2 ** 15, 2 ** 14], [], '[32768, 16384]'],
    [[2 ** 15, 2 ** 13], [1, 2], '[32768, 8192, 1, 2]'],
  ] as [number[], number[], string][]) {
    expectArgumentError(
      () => sizeArgument('f', size, ['height', 'width'], others),
      `f: the result is too large; expected a tensor of less than 2 GiB; got shape ${shape}`,
    );
  }
  requireAllocatable('f', 'x', [0, 2 ** 40]);
  expectArgumentError(
    () => tensorArgument('f', 'x', new Array(2 ** 30) as number[]),
    'f: x is too large; expected a tensor of less than 2 GiB; got shape [1073741824]',
  );
});

test('without a backend, the error says what to do', () => {
  const engine = tf.engine();
  const { registryFactory } = engine;
  engine.registryFactory = {};
  try {
    expectArgumentError(
      () => tensorArgument('f', 'x', [1, 2]),
      'f: tensors need a backend; expected await selectBackend(), or an import of a backend such as ' +
        '@tensorflow/tfjs-backend-wasm; got none',
    );
  } finally {
    engine.registryFactory = registryFactory;
  }
});

test('each entry of a list is checked, holes included', () => {
  const names = (value: unknown) => () =>
    listArgument('f', 'names', value, 'a list of names', (name, index) =>
      choiceArgument('f', `names[${index}]`, name, ['a', 'b']),
    );
  expect(names(['a', 'b'])()).toEqual(['a', 'b']);
  expect(names([])()).toEqual([]);
  for (const [list, index] of [
    [holes('a', undefined), 1],
    [holes(...Array(3)), 0],
    [new Array(2 ** 31), 0],
  ] as const) {
    expectArgumentError(names(list), `f: unknown names[${index}]; expected 'a' or 'b'; got undefined`);
  }
  for (const [value, got] of [
    ['ab', "'ab'"],
    [new Set(['a']), '[object Set]'],
    [revoked([1, 2]), 'an unreadable object'],
  ]) {
    expectArgumentError(names(value), `f: names is not a list; expected a list of names; got ${got}`);
  }
});
