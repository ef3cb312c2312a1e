import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import type { Values } from '../../support/valuesOn';

type Size = [number, number, number];

interface Convolution {
  x: [...Size, number];
  filter: [...Size, number, number];
  strides: Size;
  pad: 'same' | 'valid';
  dilations?: Size;
}

const batch = 2;
const convolutions: Convolution[] = [
  { x: [4, 5, 3, 3], filter: [3, 3, 3, 3, 2], strides: [1, 1, 1], pad: 'same' },
  { x: [5, 6, 4, 9], filter: [2, 3, 1, 9, 5], strides: [1, 1, 1], pad: 'valid' },
  { x: [4, 5, 6, 4], filter: [3, 3, 3, 4, 4], strides: [2, 2, 2], pad: 'same' },
  { x: [5, 7, 6, 2], filter: [2, 3, 3, 2, 3], strides: [1, 2, 3], pad: 'valid' },
  { x: [3, 3, 4, 1], filter: [1, 1, 1, 1, 6], strides: [2, 2, 2], pad: 'same' },
  { x: [4, 5, 6, 3], filter: [2, 3, 2, 3, 2], strides: [1, 1, 1], pad: 'same', dilations: [1, 2, 3] },
  { x: [5, 6, 4, 2], filter: [3, 2, 1, 2, 5], strides: [1, 1, 1], pad: 'valid', dilations: [2, 4, 1] },
  { x: [1, 1, 150, 2], filter: [1, 1, 4, 2, 1], strides: [1, 1, 1], pad: 'same' }, // more than one block of a sum
];

const convolve = ({ strides, pad, dilations = [1, 1, 1] }: Convolution, x: tf.Tensor, filter: tf.Tensor) =>
  tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides, pad, 'NDHWC', dilations);

const tensorsOf = (convolution: Convolution) => {
  const shapes = [[batch, ...convolution.x], convolution.filter];
  const [volumes, kernel] = shapes.map((shape, index) => seededTensor(shape, { seed: index + 1 }));
  const { shape } = convolve(convolution, volumes, kernel);
  return { volumes, kernel, dy: seededTensor(shape, { seed: 3 }) };
};

const gradient = (convolution: Convolution, index: 0 | 1) =>
  tf.tidy(() => {
    const { volumes, kernel, dy } = tensorsOf(convolution);
    return tf.grads((x: tf.Tensor, f: tf.Tensor) => convolve(convolution, x, f))([volumes, kernel], dy)[index];
  });

/** The result and both gradients in float64, from y[p, o] = Σ x[p · stride − pad + dilation · t, c] · f[t, c, o]. */
async function reference(convolution: Convolution): Promise<{ gradients: [Values, Values]; y: Values }> {
  const { volumes, kernel, dy } = tensorsOf(convolution);
  const [xs, fs, dys] = await Promise.all([volumes, kernel, dy].map((tensor) => tensor.data()));
  const { x, filter, strides, pad, dilations = [1, 1, 1] } = convolution;
  const { padInfo } = tf.backend_util.computeConv3DInfo([batch, ...x], filter, strides, dilations, pad);
  // Negative pads are tfjs's fault.
  const before = [padInfo.front, padInfo.top, padInfo.left].map((pad) => Math.max(0, pad));
  const outputs = filter[4];
  const channels = x[3];
  const [dx, df] = [new Float64Array(xs.length), new Float64Array(fs.length)];
  const y = new Float64Array(dys.length);
  const coordinates = (index: number, [, height, width]: number[]) => [
    Math.floor(index / (height * width)),
    Math.floor(index / width) % height,
    index % width,
  ];
  const outSize = dy.shape.slice(1, 4);
  const positions = tf.util.sizeFromShape(outSize);
  for (let n = 0; n < batch * positions; n++)
    for (let t = 0; t < filter[0] * filter[1] * filter[2]; t++) {
      const tap = coordinates(t, filter);
      const q = coordinates(n % positions, outSize).map(
        (p, axis) => p * strides[axis] - before[axis] + dilations[axis] * tap[axis],
      );
      if (q.some((place, axis) => place < 0 || place >= x[axis])) continue;
      const pixel = ((Math.floor(n / positions) * x[0] + q[0]) * x[1] + q[1]) * x[2] + q[2];
      for (let c = 0; c < channels; c++)
        for (let o = 0; o < outputs; o++) {
          y[n * outputs + o] += xs[pixel * channels + c] * fs[(t * channels + c) * outputs + o];
          dx[pixel * channels + c] += dys[n * outputs + o] * fs[(t * channels + c) * outputs + o];
          df[(t * channels + c) * outputs + o] += dys[n * outputs + o] * xs[pixel * channels + c];
        }
    }
  return {
    gradients: [
      { shape: [batch, ...x], values: Array.from(dx) },
      { shape: filter, values: Array.from(df) },
    ],
    y: { shape: dy.shape, values: Array.from(y) },
  };
}

const largestDifference = (a: tf.Tensor, { values }: Values) =>
  Math.max(...Array.from(a.dataSync()).map((value, index) => Math.abs(value - values[index])));

test('stock tfjs gives wrong gradients of a strided conv3d', async () => {
  const strided = convolutions[2];
  const [dx, df] = (await reference(strided)).gradients;
  expect(largestDifference(gradient(strided, 0), dx)).toBeGreaterThan(0.1);
  expect(largestDifference(gradient(strided, 1), df)).toBeGreaterThan(0.1);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const convolution of convolutions) {
    const title = JSON.stringify(convolution).replace(/["{}]/g, '');
    const tolerance = { rtol: 1e-5, atol: 1e-5 };

    test(`conv3d: ${title}`, async () => {
      const { y } = await reference(convolution);
      const { volumes, kernel } = tensorsOf(convolution);
      await expectTensorsClose(convolve(convolution, volumes, kernel), y, tolerance);
    });

    for (const [index, name] of (['x', 'filter'] as const).entries()) {
      test(`gradient of conv3d for ${name}: ${title}`, async () => {
        const { gradients } = await reference(convolution);
        await expectTensorsClose(gradient(convolution, index as 0 | 1), gradients[index], tolerance);
      });
    }
  }
});
