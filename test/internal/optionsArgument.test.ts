import * as tf from '@tensorflow/tfjs-core';
import { expect, expectTypeOf, test } from 'vitest';
import { optionsArgument } from '../../src/internal/optionsArgument';
import { expectArgumentError } from '../support/expectArgumentError';
import { revoked } from '../support/oddValues';

interface Options {
  mask?: tf.Tensor;
  mode?: 'one' | 'two';
  center?: boolean;
}

const defaults = { mask: undefined, mode: 'one', center: false } as const;
const read = (options: unknown) => optionsArgument('f', options as Options | undefined, defaults);

test('an omitted or undefined option takes its default', () => {
  expect(read(undefined)).toEqual(defaults);
  expect(read({})).toEqual(defaults);
  expect(read(Object.create(null))).toEqual(defaults);
  expect(read({ mode: undefined, center: true })).toEqual({ mask: undefined, mode: 'one', center: true });
});

test('null, 0 and false are values, for the function to accept or reject', () => {
  expect(read({ mask: null, mode: 0, center: false })).toEqual({ mask: null, mode: 0, center: false });
});

test('the type of an option with a default excludes undefined', () => {
  const { mask, mode, center } = read({});
  expectTypeOf(mask).toEqualTypeOf<tf.Tensor | undefined>();
  expectTypeOf(mode).toEqualTypeOf<'one' | 'two'>();
  expectTypeOf(center).toEqualTypeOf<boolean>();
});

test('anything but an object is rejected', () => {
  const mask = tf.zeros([2]);
  const strangers: [unknown, string][] = [
    [null, 'null'],
    [5, '5'],
    [true, 'true'],
    ['mask', "'mask'"],
    [[], '[]'],
    [() => ({}), 'a function'],
    [new Float32Array(2), 'a Float32Array of length 2'],
    [mask, 'a float32 tensor of shape [2]'],
    [new Map(), '[object Map]'],
    [revoked({}), 'an unreadable object'],
  ];
  for (const [options, got] of strangers) {
    expectArgumentError(() => read(options), `f: options is not an object; expected {mask, mode, center}; got ${got}`);
  }
  mask.dispose();
});

test('an option with an unknown name is rejected', () => {
  for (const name of ['centre', 'Mask', 'toString', 'constructor', '0']) {
    expectArgumentError(
      () => read({ center: true, [name]: undefined }),
      `f: unknown option '${name}'; expected mask, mode or center; got '${name}'`,
    );
  }
  expectArgumentError(
    () => optionsArgument('f', { beta: 1 } as { alpha?: number }, { alpha: 6 }),
    "f: unknown option 'beta'; expected alpha; got 'beta'",
  );
});

test('the arguments of a layer are options by another name', () => {
  const args = (given: unknown) => optionsArgument('f', given as { units?: number }, { units: 1 }, 'argument');
  expectArgumentError(() => args(null), 'f: arguments is not an object; expected {units}; got null');
  expectArgumentError(() => args({ unit: 1 }), "f: unknown argument 'unit'; expected units; got 'unit'");
});
