import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type EstimateForegroundOptions, estimateForeground } from '../../src/matting';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/estimateForeground.json';
import { expectRejection } from '../optimize/expectRejection';

describe(`estimateForeground against ${fixture.source}`, () => {
  test('has cases', () => expect(fixture.cases.length).toBe(10));
  for (const { name, inputs, options, output } of fixture.cases) {
    test(name, () =>
      expectNoLeak(async () => {
        const image = tf.tensor3d(inputs.image.values, inputs.image.shape as [number, number, number]);
        const alpha = tf.tensor2d(inputs.alpha.values, inputs.alpha.shape as [number, number]);
        const result = await estimateForeground(image, alpha, options as EstimateForegroundOptions);
        const both = tf.stack([result.foreground, result.background]);
        // Colours in [0, 1], after some fifty iterations.
        await expectTensorsClose(both, output, { rtol: 0, atol: 1e-5 });
        tf.dispose([image, alpha, both]);
        return Object.values(result);
      }),
    );
  }
});

const image = [1, 2, 3].map(() => [[0.1], [0.5], [0.9]]);
const alpha = [1, 2, 3].map(() => [0, 0.5, 1]);

describe('estimateForeground', () => {
  test('foreground and background compose to the image', () =>
    expectNoLeak(async () => {
      const { foreground, background } = await estimateForeground(image, alpha);
      const composed = tf.tidy(() => {
        const weight = tf.expandDims(tf.tensor2d(alpha), 2);
        return tf.add(tf.mul(weight, foreground), tf.mul(tf.sub(1, weight), background));
      });
      await expectTensorsClose(composed, { shape: [3, 3, 1], values: image.flat(2) }, { rtol: 0, atol: 0.02 });
      return [foreground, background, composed];
    }));

  test('reports every level, and yields to the event loop', async () => {
    const progress: number[][] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const large = tf.zeros([33, 5, 1]) as tf.Tensor3D;
    const result = await estimateForeground(large, tf.zeros([33, 5]) as tf.Tensor2D, {
      onProgress: ({ step, total }) => progress.push([step, total]),
    });
    clearInterval(timer);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7].map((step) => [step, 7]));
    expect(turns).toBeGreaterThan(0);
    tf.dispose([large, Object.values(result)]);
  });

  test('an abort rejects with its reason and leaves nothing behind', () =>
    expectNoLeak(async () => {
      const controller = new AbortController();
      const onProgress = () => controller.abort(new Error('enough'));
      const work = estimateForeground(image, alpha, { onProgress, signal: controller.signal });
      await expect(work).rejects.toThrow('enough');
    }));

  const refusals: [what: string, call: () => Promise<unknown>, message: string][] = [
    [
      'an image without channels',
      () => estimateForeground(alpha as unknown as number[][][], alpha),
      'image has the wrong rank; expected rank 3; got shape [3, 3]',
    ],
    [
      'an alpha of another size',
      () => estimateForeground(image, [[0, 1]]),
      'alpha has the wrong shape; expected [3, 3]; got [1, 2]',
    ],
    [
      'an epsilon of zero',
      () => estimateForeground(image, alpha, { epsilon: 0 }),
      'epsilon is out of range; expected a finite number above 0; got 0',
    ],
    [
      'a signal of the wrong kind',
      () => estimateForeground(image, alpha, { signal: 1 as unknown as AbortSignal }),
      'signal is of the wrong kind; expected an AbortSignal; got 1',
    ],
  ];
  for (const [what, call, message] of refusals) {
    test(`rejects ${what}`, () => expectRejection(call, `estimateForeground: ${message}`));
  }
});
