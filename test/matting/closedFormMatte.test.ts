import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { closedFormMatte } from '../../src/matting';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/closedFormMatte.json';
import { expectRejection } from '../optimize/expectRejection';

const noise = (...shape: number[]) => tf.randomUniform(shape, 0, 1, 'float32', 1);

describe(`closedFormMatte against ${fixture.source}`, () => {
  test('has cases', () => expect(fixture.cases.length).toBe(11));
  for (const { name, inputs, options, output } of fixture.cases) {
    test(name, () =>
      expectNoLeak(async () => {
        const maps = Object.entries(inputs as Record<string, { values: number[]; shape: number[] }>);
        const { image, trimap, ...others } = Object.fromEntries(
          maps.map(([map, { values, shape }]) => [map, tf.tensor(values, shape)]),
        );
        const alpha = await closedFormMatte(image as tf.Tensor3D, trimap, { ...options, ...others });
        // Float32 rounds the residual to 1e-7, and the condition number of the system amplifies that.
        await expectTensorsClose(alpha, output, { rtol: 0, atol: 1e-3 });
        const values = await alpha.data();
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(1);
        tf.dispose([image, trimap, others]);
        return alpha;
      }),
    );
  }
});

describe('closedFormMatte', () => {
  const image = [1, 2, 3].map(() => [[0], [0], [0]]);
  const trimap = [1, 2, 3].map(() => [0, 0.5, 1]);

  test('accepts integers, and does not dispose its inputs', async () => {
    const image = tf.zeros([3, 3, 3], 'int32') as tf.Tensor3D;
    const trimap = tf.tensor2d(
      [
        [0, 1, 1],
        [0, 1, 1],
        [0, 1, 1],
      ],
      undefined,
      'int32',
    );
    await expectNoLeak(async () => {
      const alpha = await closedFormMatte(image, trimap);
      await expectTensorsClose(alpha, { shape: [3, 3], values: [0, 1, 1, 0, 1, 1, 0, 1, 1] }, { atol: 1e-2 });
      return alpha;
    });
    expect([image.isDisposed, trimap.isDisposed]).toEqual([false, false]);
    tf.dispose([image, trimap]);
  });

  test('maps [height, width, 1] equal maps [height, width]', () =>
    expectNoLeak(async () => {
      const withChannel = trimap.map((row) => row.map((value) => [value]));
      const optionsOf = (map: tf.TensorLike) => ({ initial: map, prior: map, confidence: map });
      const alpha = await closedFormMatte(image, trimap, optionsOf(trimap));
      const same = await closedFormMatte(image, withChannel, optionsOf(withChannel));
      await expectTensorsClose(same, await alpha.array(), { rtol: 0, atol: 0 });
      return [alpha, same];
    }));

  test('a large lambda holds known pixels, and spreads them as a smaller one does', () =>
    expectNoLeak(async () => {
      const photo = tf.tidy(() => {
        const ramp = tf.reshape(tf.linspace(0, 0.8, 12), [1, 12, 1]);
        return tf.add(tf.mul(noise(12, 12, 3), 0.2), ramp) as tf.Tensor3D;
      });
      const known = new Array(12).fill([0, 0, 0, ...new Array(6).fill(0.5), 1, 1, 1]);
      const soft = await closedFormMatte(photo, known, { lambda: 1e4 });
      const hard = await closedFormMatte(photo, known, { lambda: 1e8 });
      await expectTensorsClose(hard, soft, { rtol: 0, atol: 1e-4 });
      return [photo, soft, hard];
    }));

  test('initial: the matte itself needs no iteration', () =>
    expectNoLeak(async () => {
      const photo = noise(8, 9, 3) as tf.Tensor3D;
      const row = [0, ...new Array(7).fill(0.5), 1];
      const scribbles = tf.tensor2d(new Array(8).fill(row));
      const steps = { cold: 0, warm: 0 };
      const count = (name: 'cold' | 'warm') =>
        ({ onProgress: ({ step }: { step: number }) => (steps[name] = step) }) as never;
      const alpha = await closedFormMatte(photo, scribbles, {
        epsilon: 1e-3,
        tolerance: 1e-5,
        ...(count('cold') as object),
      });
      const again = await closedFormMatte(photo, scribbles, {
        epsilon: 1e-3,
        tolerance: 1e-4,
        initial: alpha,
        ...(count('warm') as object),
      });
      expect(steps.cold).toBeGreaterThan(8);
      expect(steps.warm).toBe(0);
      await expectTensorsClose(again, await alpha.array(), { rtol: 0, atol: 1e-4 });
      return [photo, scribbles, alpha, again];
    }));

  test.for([
    { confidence: 1, effect: 'acts as a trimap' },
    { confidence: 0, effect: 'is ignored' },
  ])('a prior of confidence $confidence $effect', ({ confidence }) =>
    expectNoLeak(async () => {
      const photo = noise(6, 7, 3) as tf.Tensor3D;
      const known = tf.tidy(() => tf.round(noise(6, 7))) as tf.Tensor2D;
      const unknown = tf.fill([6, 7], 0.5) as tf.Tensor2D;
      const [trimap, prior] = confidence === 1 ? [unknown, known] : [known, unknown];
      const everywhere = tf.fill([6, 7], confidence) as tf.Tensor2D;
      const alpha = await closedFormMatte(photo, known);
      const withPrior = await closedFormMatte(photo, trimap, { prior, confidence: everywhere });
      await expectTensorsClose(withPrior, await alpha.array(), { rtol: 0, atol: 1e-6 });
      return [photo, known, unknown, everywhere, alpha, withPrior];
    }),
  );

  test('reports progress, stops at maxIterations, and yields to the event loop', async () => {
    const steps: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const [image, trimap] = [noise(12, 12, 3) as tf.Tensor3D, noise(12, 12) as tf.Tensor2D];
    const alpha = await closedFormMatte(image, trimap, {
      maxIterations: 24,
      tolerance: 0,
      onProgress: ({ step, total, residual }) => {
        steps.push(step);
        expect(total).toBe(24);
        expect(residual).toBeGreaterThan(0);
      },
    });
    clearInterval(timer);
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 16, 24]);
    expect(turns).toBeGreaterThan(0);
    tf.dispose([image, trimap, alpha]);
  });

  test('an abort rejects with its reason and leaves nothing behind', () =>
    expectNoLeak(async () => {
      const controller = new AbortController();
      const [image, trimap] = [noise(5, 5, 3) as tf.Tensor3D, noise(5, 5) as tf.Tensor2D];
      const onProgress = () => controller.abort();
      const work = closedFormMatte(image, trimap, { tolerance: 0, onProgress, signal: controller.signal });
      await expect(work).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
      tf.dispose([image, trimap]);
    }));

  test('checks the trimap before it computes anything', async () => {
    const kernelsOf = async (trimap: number[][]) => {
      const profile = await tf.profile(() => {
        closedFormMatte(image, trimap, { signal: AbortSignal.abort() }).catch(() => {});
      });
      return profile.kernelNames;
    };
    expect(await kernelsOf(trimap)).toContain('Identity'); // copies of the tensors that the caller may dispose
    expect(await kernelsOf([[0, 1]])).toEqual([]);
  });

  const bytes = [1, 2, 3].map(() => [[0], [128], [255]]);
  const pixels = tf.tensor3d(bytes, [3, 3, 1], 'int32');
  const refusals: [what: string, call: () => Promise<unknown>, message: string][] = [
    [
      'a trimap of another size',
      () => closedFormMatte(image, [[0, 1]]),
      'trimap has the wrong shape; expected [3, 3]; got [1, 2]',
    ],
    [
      'an image smaller than a window',
      () => closedFormMatte(image, trimap, { radius: 2 }),
      'image is smaller than a window; expected at least [5, 5] pixels for radius 2; got [3, 3]',
    ],
    [
      'an image of bytes',
      () => closedFormMatte(bytes, trimap),
      'image has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got 128',
    ],
    [
      'int32 pixels, as tf.browser.fromPixels returns them',
      () => closedFormMatte(pixels, trimap),
      'image has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got 128',
    ],
    [
      'an int32 trimap of bytes',
      () => closedFormMatte(image, pixels),
      'trimap has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got 128',
    ],
    [
      'NaN in a trimap',
      () => closedFormMatte(image, [trimap[0], [0, Number.NaN, 1], trimap[2]]),
      'trimap has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got NaN',
    ],
    [
      'an image just below 0',
      () => closedFormMatte([[[0], [0], [-0.1]], image[1], image[2]], trimap),
      'image has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got -0.10000000149011612',
    ],
    [
      'NaN in an image',
      () =>
        closedFormMatte(
          [1, 2, 3].map(() => [[0], [Number.NaN], [1]]),
          trimap,
        ),
      'image has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got NaN',
    ],
    [
      'a trimap of bytes',
      () =>
        closedFormMatte(
          image,
          [1, 2, 3].map(() => [0, 128, 255]),
        ),
      'trimap has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got 128',
    ],
    [
      'a trimap without foreground',
      () =>
        closedFormMatte(
          image,
          [1, 2, 3].map(() => [0, 0.5, 0.5]),
        ),
      'trimap has no foreground; expected a pixel of 0.9 or more; got none',
    ],
    [
      'a trimap without background',
      () =>
        closedFormMatte(
          image,
          [1, 2, 3].map(() => [1, 0.5, 0.5]),
        ),
      'trimap has no background; expected a pixel of 0.1 or less; got none',
    ],
    [
      'a prior beyond 1',
      () => closedFormMatte(image, trimap, { prior: trimap.map(() => [2, 0, 0]), confidence: trimap }),
      'prior has a value outside [0, 1]; expected values from 0 to 1 (divide bytes by 255); got 2',
    ],
    [
      'a prior without its confidence',
      () => closedFormMatte(image, trimap, { prior: trimap }),
      'prior and confidence belong together; expected both or neither; got prior alone',
    ],
    [
      'an initial of another size',
      () => closedFormMatte(image, trimap, { initial: [[0, 1]] }),
      'initial has the wrong shape; expected [3, 3]; got [1, 2]',
    ],
    [
      'a lambda of zero',
      () => closedFormMatte(image, trimap, { lambda: 0 }),
      'lambda is out of range; expected a finite number above 0; got 0',
    ],
    [
      'an epsilon of zero',
      () => closedFormMatte(image, trimap, { epsilon: 0 }),
      'epsilon is out of range; expected a finite number at least 1e-12; got 0',
    ],
    [
      'a negative tolerance',
      () => closedFormMatte(image, trimap, { tolerance: -1 }),
      'tolerance is out of range; expected a finite number at least 0; got -1',
    ],
    [
      'half an iteration',
      () => closedFormMatte(image, trimap, { maxIterations: 0.5 }),
      'maxIterations is out of range; expected an integer at least 0; got 0.5',
    ],
    [
      'an onProgress that is not a function',
      () => closedFormMatte(image, trimap, { onProgress: 1 as unknown as () => void }),
      'onProgress is not a function; expected a function; got 1',
    ],
    [
      'a signal of the wrong kind',
      () => closedFormMatte(image, trimap, { signal: 'stop' as unknown as AbortSignal }),
      "signal is of the wrong kind; expected an AbortSignal; got 'stop'",
    ],
  ];
  for (const [what, call, message] of refusals) {
    test(`rejects ${what}`, () => expectRejection(call, `closedFormMatte: ${message}`));
  }
});
