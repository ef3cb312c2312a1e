import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { estimateForeground, guidedFilter, smoothLocalAffine } from '../../src/matting';
import { seededTensor } from '../../src/testing';
import { peakBytes } from '../support/peakBytes';

/** On WASM the rows of a window stay in memory whatever the height; elsewhere the numbers per pixel are constant. */
const size = (): [number, number] => (tf.getBackend() === 'wasm' ? [768, 32] : [40, 48]);

type Filter = (guide: tf.Tensor3D, input: tf.Tensor3D, radius: number) => tf.Tensor3D;
const filters: Record<string, Filter> = {
  guidedFilter: (guide, input, radius) => guidedFilter(guide, input, { radius }),
  smoothLocalAffine: (guide, input, radius) => smoothLocalAffine(input, guide, { radius }),
};

describe('memory: three channels each, bytes for each pixel, with the 12 of each tensor that is computed', () => {
  const wasm = () => tf.getBackend() === 'wasm';
  for (const [name, filter] of Object.entries(filters)) {
    test(name, async () => {
      const [height, width] = size();
      const radius = wasm() ? 7 : 2;
      const images = [1, 2, 3].map((seed) => seededTensor([height, width, 3], { seed }) as tf.Tensor3D);
      const [guide, input, dy] = images;
      const perPixel = async (f: () => tf.Tensor[]) => (await peakBytes(async () => f())) / (height * width);
      expect(await perPixel(() => [filter(guide, input, radius)])).toBeLessThan(wasm() ? 20 : 1000);
      const gradients = tf.grads((a, b) => filter(a as tf.Tensor3D, b as tf.Tensor3D, radius));
      // Of these some 90 are tfjs's own: the result, the gradients, and copies of the inputs, which WASM makes to save
      // them.
      expect(await perPixel(() => gradients([guide, input], dy))).toBeLessThan(wasm() ? 120 : 3000);
      tf.dispose(images);
    });
  }

  test('estimateForeground', async () => {
    const [height, width] = size();
    const image = seededTensor([height, width, 3], { low: 0, high: 1 }) as tf.Tensor3D;
    const alpha = seededTensor([height, width], { low: 0, high: 1, seed: 2 }) as tf.Tensor2D;
    const peak = await peakBytes(async () => Object.values(await estimateForeground(image, alpha)));
    expect(peak / (height * width)).toBeLessThan(tf.getBackend() === 'wasm' ? 120 : 500);
    tf.dispose([image, alpha]);
  });
});
