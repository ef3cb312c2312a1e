import * as tf from '@tensorflow/tfjs-core';
import { expectTensorsClose, type Tolerance } from '../../src/testing';

type Numbers = number[] | number[][];

/** `expectTensorsClose` for plain numbers. */
export async function expectNumbersClose(actual: Numbers, expected: Numbers, tolerance: Tolerance): Promise<void> {
  const tensor = tf.tensor(actual);
  await expectTensorsClose(tensor, expected, tolerance);
  tensor.dispose();
}
