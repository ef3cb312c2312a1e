import { expect, test } from 'vitest';
import { ArgumentError } from '../../src/internal/ArgumentError';

test('the message says which function, what is wrong, what was expected and what was given', () => {
  const error = new ArgumentError('f', 'x has the wrong rank', 'rank 3', 'shape [2]');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('ArgumentError');
  expect(error.message).toBe('f: x has the wrong rank; expected rank 3; got shape [2]');
});

test('another copy of the package recognizes the error', async () => {
  // A module loaded from another address is another copy, in Node and in browsers.
  const address = '../../src/internal/ArgumentError.ts?copy';
  const { ArgumentError: copy }: { ArgumentError: typeof ArgumentError } = await import(/* @vite-ignore */ address);
  expect(copy).not.toBe(ArgumentError);
  const [ours, theirs] = [ArgumentError, copy].map((Copy) => new Copy('f', 'a', 'b', 'c'));
  expect(ours instanceof copy).toBe(true);
  expect(theirs instanceof ArgumentError).toBe(true);
});

test('no other error is an ArgumentError', () => {
  for (const other of [new Error('f: a; expected b; got c'), new TypeError('a'), {}, () => 1, 'a', null, undefined]) {
    expect((other as unknown) instanceof ArgumentError, String(other)).toBe(false);
  }
});

test('a subclass recognizes only its own errors', () => {
  class Special extends ArgumentError {}
  expect(new Special('f', 'a', 'b', 'c') instanceof Special).toBe(true);
  expect(new Special('f', 'a', 'b', 'c') instanceof ArgumentError).toBe(true);
  expect(new ArgumentError('f', 'a', 'b', 'c') instanceof Special).toBe(false);
});
