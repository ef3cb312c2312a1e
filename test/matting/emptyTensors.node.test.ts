import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { guidedFilter, smoothLocalAffine } from '../../src/matting';

// tfjs's WebGPU backend has no empty tensors.
for (const shape of [
  [0, 3, 4, 2],
  [2, 0, 4, 2],
  [2, 3, 0, 2],
  [0, 4, 2],
]) {
  for (const [name, filter] of Object.entries({ guidedFilter, smoothLocalAffine })) {
    test(`${name} of [${shape}] is a new tensor without elements`, () => {
      const image = tf.zeros(shape);
      const filtered = filter(image, image);
      expect(filtered).not.toBe(image);
      expect(filtered.shape).toEqual(shape);
      filtered.dispose();
      expect(image.isDisposed).toBe(false);
      image.dispose();
    });
  }
}
