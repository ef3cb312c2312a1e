import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { ArgumentError } from '../../src/internal/ArgumentError';

/** Expects `call` to throw an `ArgumentError` with exactly this message, and to leave no tensor behind. */
export function expectArgumentError(call: () => unknown, message: string): void {
  const before = tf.memory().numTensors;
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  expectToBe(error, message, before);
}

/** Expects the promise of `call` to be rejected like that. */
export async function expectArgumentRejection(call: () => Promise<unknown>, message: string): Promise<void> {
  const before = tf.memory().numTensors;
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expectToBe(error, message, before);
}

function expectToBe(error: unknown, message: string, tensors: number): void {
  expect(error, message).toBeInstanceOf(ArgumentError);
  expect((error as Error).message).toBe(message);
  expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors);
}
