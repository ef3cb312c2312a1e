import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

type Shape = [number, number, number, number];
type Size = [number, number];

interface Convolution {
  x: Shape;
  filter: Shape;
  strides: Size;
  pad: Parameters<typeof tf.depthwiseConv2d>[3];
  dilations?: Size;
}

const convolutions: Convolution[] = [
  { x: [1, 5, 5, 1], filter: [3, 3, 1, 1], strides: [1, 1], pad: 'same' },
  { x: [2, 7, 6, 9], filter: [3, 3, 9, 1], strides: [1, 1], pad: 'same' },
  { x: [2, 7, 6, 16], filter: [3, 3, 16, 1], strides: [2, 2], pad: 'same' },
  { x: [1, 8, 9, 3], filter: [3, 2, 3, 2], strides: [2, 1], pad: 'valid' },
  { x: [2, 6, 7, 8], filter: [2, 3, 8, 3], strides: [1, 3], pad: 'same' },
  { x: [1, 6, 6, 5], filter: [3, 3, 5, 4], strides: [2, 2], pad: 1 },
  { x: [1, 6, 5, 4], filter: [2, 3, 4, 1], strides: [1, 1], pad: [[0, 0], [2, 1], [0, 3], [0, 0]] }, // biome-ignore format: pads
  { x: [1, 1, 300, 2], filter: [1, 5, 2, 1], strides: [1, 1], pad: 'same' }, // more than one block of a sum
  { x: [1, 1, 1, 1], filter: [1, 1, 1, 1], strides: [1, 1], pad: 'valid' },
  { x: [1, 2, 2, 3], filter: [5, 5, 3, 1], strides: [1, 1], pad: 'same' },
  { x: [0, 4, 4, 2], filter: [3, 3, 2, 1], strides: [1, 1], pad: 'same' },
];

/** tfjs refuses to differentiate these, though its kernels take dilations. */
const dilated: Convolution[] = [
  { x: [2, 9, 8, 9], filter: [3, 3, 9, 1], strides: [1, 1], pad: 'same', dilations: [2, 2] },
  { x: [1, 9, 12, 3], filter: [2, 3, 3, 2], strides: [1, 1], pad: 'valid', dilations: [3, 2] },
];

const titleOf = (convolution: Convolution) => JSON.stringify(convolution).replace(/["{}]/g, '');

const tensorsOf = ({ x, filter, strides, pad, dilations = [1, 1] }: Convolution) => {
  const tensors = {
    x: seededTensor(x, { seed: 1 }) as tf.Tensor4D,
    filter: seededTensor(filter, { seed: 2 }) as tf.Tensor4D,
  };
  const y = tf.depthwiseConv2d(tensors.x, tensors.filter, strides, pad, 'NHWC', dilations);
  return { ...tensors, dy: seededTensor(y.shape, { seed: 3 }) };
};

const gradient = (convolution: Convolution, name: 'x' | 'filter') =>
  tf.tidy(() => {
    const { x, filter, dy } = tensorsOf(convolution);
    const { strides, pad } = convolution;
    const [dx, df] = tf.grads((a, b) => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad))(
      [x, filter],
      dy,
    );
    return name === 'x' ? dx : df;
  });

/** In float64, from the definition: y[i, j, c·M + m] = Σ x[h, w, c] · f[r, s, c, m]. */
async function reference({ x, filter, strides, pad, dilations = [1, 1] }: Convolution) {
  const tensors = tensorsOf({ x, filter, strides, pad, dilations });
  const [xs, fs, dys] = await Promise.all([tensors.x, tensors.filter, tensors.dy].map((tensor) => tensor.data()));
  const { top, left } = tf.backend_util.computeConv2DInfo(x, filter, strides, dilations, pad, undefined, true).padInfo;
  const [batch, height, width, channels] = x;
  const [filterHeight, filterWidth, , multiplier] = filter;
  const [, outHeight, outWidth] = tensors.dy.shape;
  const dx = new Float64Array(xs.length);
  const df = new Float64Array(fs.length);
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++)
        for (let r = 0; r < filterHeight; r++)
          for (let s = 0; s < filterWidth; s++) {
            const h = i * strides[0] - top + r * dilations[0];
            const w = j * strides[1] - left + s * dilations[1];
            if (h < 0 || h >= height || w < 0 || w >= width) continue;
            for (let n = 0; n < channels * multiplier; n++) {
              const c = Math.floor(n / multiplier);
              const y = ((b * outHeight + i) * outWidth + j) * channels * multiplier + n;
              const tap = (r * filterWidth + s) * channels * multiplier + n;
              const pixel = ((b * height + h) * width + w) * channels + c;
              dx[pixel] += dys[y] * fs[tap];
              df[tap] += dys[y] * xs[pixel];
            }
          }
  return { dx: { shape: x, values: Array.from(dx) }, df: { shape: filter, values: Array.from(df) } };
}

test('stock tfjs has neither gradient kernel', () => {
  expect(() => gradient(convolutions[0], 'x')).toThrow(/DepthwiseConv2dNativeBackprop\w+' not registered/);
  expect(() => gradient(convolutions[0], 'filter')).toThrow(/DepthwiseConv2dNativeBackprop\w+' not registered/);
});

const flat = { x: [1, 6, 6, 3], filter: [1, 3, 3, 2], strides: [2, 2], pad: 'same' } satisfies Convolution;
const forward = ({ x, filter, strides, pad }: Convolution) => {
  const [image, kernel] = [x, filter].map((shape, index) => seededTensor(shape, { seed: index + 1 }) as tf.Tensor4D);
  return tf.tidy(() => tf.depthwiseConv2d(image, kernel, strides, pad));
};

test('stock tfjs gives zeros for a flat filter with larger strides', async () => {
  await expectTensorsClose(forward(flat), { shape: [1, 3, 3, 6], values: Array(54).fill(0) });
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const convolution of convolutions) {
    test(`gradients of depthwiseConv2d: ${titleOf(convolution)}`, async () => {
      const { dx, df } = await reference(convolution);
      await expectTensorsClose(gradient(convolution, 'x'), dx, { rtol: 1e-5, atol: 2e-6 });
      await expectTensorsClose(gradient(convolution, 'filter'), df, { rtol: 1e-5, atol: 5e-6 });
    });
  }

  test('a flat filter with larger strides', async () => {
    await expectTensorsClose(forward(flat), await valuesOn('cpu', () => forward(flat)));
  });

  const numeric: Convolution = { ...flat, strides: [1, 1], pad: 1 };
  const explicit: Convolution = { ...numeric, pad: [[0, 0], [1, 1], [1, 1], [0, 0]] }; // biome-ignore format: pads

  test('a numeric pad holds for each side, where stock computes as if the filter were square', async () => {
    await expectTensorsClose(forward(numeric), await valuesOn('cpu', () => forward(explicit)));
  });

  for (const name of ['x', 'filter'] as const) {
    test(`the gradient for ${name} with a numeric pad as on cpu`, async () => {
      await expectTensorsClose(gradient(numeric, name), await valuesOn('cpu', () => gradient(explicit, name)));
    });

    test(`the gradient for ${name} as on cpu`, async () => {
      const cpu = await valuesOn('cpu', () => gradient(convolutions[4], name));
      await expectTensorsClose(gradient(convolutions[4], name), cpu, { rtol: 1e-5, atol: 5e-6 });
    });
  }

  for (const convolution of dilated) {
    test(`gradient kernels of depthwiseConv2d: ${titleOf(convolution)}`, async () => {
      const { dx, df } = await reference(convolution);
      const { x, filter, dy } = tensorsOf(convolution);
      const { strides, dilations, pad } = convolution;
      const run = (name: string, inputs: tf.NamedTensorMap, shape: object) =>
        tf.engine().runKernel(name, inputs, { strides, dilations, pad, ...shape } as tf.NamedAttrMap) as tf.Tensor;
      const inputGradient = run(tf.DepthwiseConv2dNativeBackpropInput, { dy, filter }, { inputShape: x.shape });
      const filterGradient = run(tf.DepthwiseConv2dNativeBackpropFilter, { x, dy }, { filterShape: filter.shape });
      await expectTensorsClose(inputGradient, dx, { rtol: 1e-5, atol: 2e-6 });
      await expectTensorsClose(filterGradient, df, { rtol: 1e-5, atol: 5e-6 });
    });
  }
});
