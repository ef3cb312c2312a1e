import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { pixelLoops, type Splines } from '../../../src/ops/spline/pixelLoops';
import { wasmLoops } from '../../../src/ops/spline/wasm';
import { expectTensorsClose, seededTensor } from '../../../src/testing';

/**
 * Widths that fill no four pixels, some and all, one of them on a target point; one system for all examples, or each.
 */
const width = { 'one pixel': 1, 'two pixels': 2, 'three pixels': 3, 'four pixels': 4, 'nine pixels': 9 };
const systems = { 'shared points': 1, 'own points': 2 };

function splines(pixels: number, own: number): Splines {
  const [batch, count] = [2, 5];
  const numbers = (size: number, seed: number) => Float64Array.from(seededTensor([size], { seed }).dataSync());
  const points = numbers(own * count * 2, 1);
  const coefficients = numbers(batch * (count + 3) * 2, 2);
  const ys = Float32Array.from([-0.25, points[1], 0.75]);
  const xs = Float32Array.from({ length: pixels }, (_, column) => points[0] + column / 8);
  const attributes = { coordinates: [ys, xs] as const, regularization: 0 };
  return { backend: tf.backend(), attributes, systems: own, batch, count, points, coefficients };
}

for (const [pixels, columns] of Object.entries(width)) {
  describe.each(Object.entries(systems))(`${pixels} in a row, %s`, (_, own) => {
    const given = splines(columns, own);

    test('values are those of the loops in JavaScript', async () => {
      const [actual, expected] = [wasmLoops, pixelLoops].map((loops) => tensorOf(loops.values(given)));
      expect(actual.shape).toEqual([2, 3, columns, 2]);
      await expectTensorsClose(actual, expected, { rtol: 1e-6, atol: 1e-6 });
    });

    test('sums are those of the loops in JavaScript, in float64', () => {
      const dy = seededTensor([2, 3, columns, 2], { seed: 3 });
      const [actual, expected] = [wasmLoops, pixelLoops].map((loops) => loops.sums(given, dy));
      expect(actual.length).toBe(2 * (4 * 5 + 6));
      for (const [index, sum] of actual.entries())
        expect(Math.abs(sum - expected[index]), `sum ${index}`).toBeLessThan(1e-14 * columns);
    });
  });
}

const tensorOf = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
