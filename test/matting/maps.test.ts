import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { estimateForeground, guidedFilter, mattingLaplacian, smoothLocalAffine } from '../../src/matting';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';
import { withContext } from '../support/withContext';

const exactly = { rtol: 0, atol: 0 };

describe('maps [height, width] and [height, width, 1] are the same', () => {
  const map = () => seededTensor([5, 6], { seed: 1 }) as tf.Tensor2D;
  const image = () => seededTensor([5, 6, 3], { seed: 2 }) as tf.Tensor3D;
  const withChannel = (x: tf.Tensor2D) => tf.expandDims(x, 2) as tf.Tensor3D;

  const filters = {
    guidedFilter: (guide: tf.Tensor, input: tf.Tensor) => guidedFilter(guide, input, { radius: 1 }),
    smoothLocalAffine: (guide: tf.Tensor, output: tf.Tensor) => smoothLocalAffine(output, guide, { radius: 1 }),
  };
  for (const [name, filter] of Object.entries(filters)) {
    test(`${name}: input, guide and both`, () =>
      expectNoLeak(async () => {
        const [flat, colours] = [map(), image()];
        const whole = withChannel(flat);
        const pairs = [
          [filter(colours, flat), filter(colours, whole)],
          [filter(flat, colours), filter(whole, colours)],
          [filter(flat, flat), filter(whole, whole)],
        ];
        for (const [index, [actual, expected]] of pairs.entries()) {
          const values = await expected.data();
          await withContext(['input', 'guide', 'both'][index], () =>
            expectTensorsClose(actual, { shape: actual.shape, values }, exactly),
          );
        }
        expect(pairs.map(([{ shape }]) => shape)).toEqual([
          [5, 6],
          [5, 6, 3],
          [5, 6],
        ]);
        return [flat, colours, whole, ...pairs.flat()];
      }));
  }

  test('MattingLaplacian: apply and energy', () =>
    expectNoLeak(async () => {
      const [flat, colours] = [map(), image()];
      const whole = withChannel(flat);
      const laplacian = mattingLaplacian(colours);
      const products = [laplacian.apply(flat), laplacian.apply(whole)];
      await expectTensorsClose(products[0], { shape: [5, 6], values: await products[1].data() }, exactly);
      expect(products[1].shape).toEqual([5, 6, 1]);
      const energies = [laplacian.energy(flat), laplacian.energy(whole)];
      await expectTensorsClose(energies[0], { shape: [], values: await energies[1].data() }, exactly);
      laplacian.dispose();
      return [flat, colours, whole, ...products, ...energies];
    }));

  test('estimateForeground: alpha', () =>
    expectNoLeak(async () => {
      const [flat, colours] = [tf.tidy(() => tf.abs(map())), tf.tidy(() => tf.abs(image()))];
      const whole = withChannel(flat);
      const [a, b] = [await estimateForeground(colours, flat), await estimateForeground(colours, whole)];
      await expectTensorsClose(a.foreground, { shape: [5, 6, 3], values: await b.foreground.data() }, exactly);
      return [flat, colours, whole, a.foreground, a.background, b.foreground, b.background];
    }));
});

describe('int32 pixels are read as 0..255', () => {
  const pixels = () =>
    tf.cast(tf.mul(seededTensor([5, 6, 3], { seed: 3, low: 0, high: 1 }), 255), 'int32') as tf.Tensor3D;
  const map = () => seededTensor([5, 6], { seed: 1, low: 0, high: 1 }) as tf.Tensor2D;

  test('mattingLaplacian', async () => {
    const [energy, expected] = [pixels(), tf.div<tf.Tensor3D>(pixels(), 255)].map((image) => {
      const laplacian = mattingLaplacian(image, { epsilon: 1e-3 });
      const energy = laplacian.energy(map());
      laplacian.dispose();
      return energy;
    });
    await expectTensorsClose(energy, expected);
  });

  test('estimateForeground', async () => {
    const actual = await estimateForeground(pixels(), map());
    const expected = await estimateForeground(tf.div<tf.Tensor3D>(pixels(), 255), map());
    await expectTensorsClose(actual.foreground, expected.foreground);
    await expectTensorsClose(actual.background, expected.background);
  });
});

test('estimateForeground: NaN in alpha is not clipped to a colour', () =>
  expectNoLeak(async () => {
    const image = tf.ones([4, 4, 3]) as tf.Tensor3D;
    const alpha = new Array(4).fill([0, Number.NaN, 1, 1]);
    const { foreground, background } = await estimateForeground(image, alpha);
    expect((await foreground.data())[3]).toBeNaN();
    return [image, foreground, background];
  }));

test('inline tensors of every rank type-check', () => {
  const flat = () => guidedFilter(tf.ones([2, 2]), tf.ones([2, 2]));
  const one = () => guidedFilter(tf.ones([2, 2, 3]), tf.ones([2, 2, 1]));
  const many = () => smoothLocalAffine(tf.ones([1, 2, 2, 3]), tf.ones([1, 2, 2, 3]));
  const array = () => guidedFilter([[[1]]], [[[1]]]);
  const known = (x: tf.Tensor4D) => guidedFilter(x, x);
  expectTypeOf(flat).returns.toExtend<tf.Tensor>();
  expectTypeOf(one).returns.toExtend<tf.Tensor>();
  expectTypeOf(many).returns.toExtend<tf.Tensor>();
  expectTypeOf(array).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(known).returns.toEqualTypeOf<tf.Tensor4D>();
});
