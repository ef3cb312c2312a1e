import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { convolutionByWindows, fasterThanStock } from '../../../src/training/convolution/conv2D';
import { type ConvolutionAttributes, convolutionInfo } from '../../../src/training/convolutionGeometry';
import { directConvolution } from '../../../src/training/directConvolution/convolution';
import { directFilterGradient } from '../../../src/training/directConvolution/filterGradient';
import { directInputGradient } from '../../../src/training/directConvolution/inputGradient';
import { valuesOn } from '../../support/valuesOn';
import { type Convolution, convolutionAndGradients } from '../float64';

type Pad = Parameters<typeof tf.conv2d>[3];

interface Case {
  input: [number, number, number, number];
  filter: [number, number, number, number];
  strides?: [number, number];
  dilations?: [number, number];
  pad: Pad;
}

const explicit = (...[top, bottom, left, right]: number[]): Pad => [[0, 0], [top, bottom], [left, right], [0, 0]]; // biome-ignore format: pads

/** Both sides of every block of the kernel (128 positions and depths, 256 outputs, 8 lanes) are among them. */
const cases: Case[] = [
  { input: [1, 4, 4, 1], filter: [1, 1, 1, 1], pad: 'valid' },
  { input: [2, 5, 7, 3], filter: [3, 3, 3, 5], pad: 'same' },
  { input: [1, 6, 6, 8], filter: [3, 3, 8, 16], pad: 'valid' },
  { input: [2, 7, 5, 4], filter: [1, 1, 4, 3], strides: [2, 2], pad: 'valid' },
  { input: [2, 8, 8, 3], filter: [3, 3, 3, 2], strides: [2, 2], pad: 'same' },
  { input: [1, 9, 8, 2], filter: [5, 4, 2, 3], strides: [2, 3], pad: 'same' },
  { input: [1, 9, 9, 2], filter: [3, 3, 2, 3], strides: [4, 5], pad: 'valid' },
  { input: [2, 7, 8, 3], filter: [2, 1, 3, 2], strides: [3, 3], pad: 'same' },
  { input: [2, 8, 7, 3], filter: [3, 2, 3, 2], strides: [3, 3], pad: 'same' },
  { input: [1, 5, 6, 2], filter: [1, 1, 2, 2], strides: [2, 1], pad: explicit(0, 1, 0, 0) },
  { input: [1, 9, 8, 2], filter: [2, 3, 2, 3], dilations: [2, 3], pad: 'same' },
  { input: [1, 8, 8, 2], filter: [3, 3, 2, 2], dilations: [2, 2], pad: 'valid' },
  { input: [2, 6, 5, 5], filter: [3, 3, 5, 4], pad: 2 },
  { input: [1, 6, 5, 3], filter: [3, 2, 3, 4], strides: [2, 1], pad: explicit(2, 0, 1, 3) },
  // Numbers as pads of filters or strides that are not square: stock writes behind its output, cpu gives a wrong size.
  { input: [1, 5, 5, 1], filter: [3, 1, 1, 1], pad: 1 },
  { input: [1, 6, 6, 2], filter: [1, 3, 2, 2], pad: 1 },
  { input: [2, 5, 6, 1], filter: [1, 1, 1, 3], strides: [2, 1], pad: 0 },
  { input: [1, 7, 6, 2], filter: [3, 2, 2, 2], strides: [1, 3], pad: 2 },
  { input: [1, 1, 9, 2], filter: [1, 3, 2, 3], pad: 'same' },
  { input: [1, 13, 13, 20], filter: [3, 3, 20, 9], pad: 'same' },
  { input: [1, 13, 13, 20], filter: [3, 2, 20, 9], pad: 'same' },
  { input: [1, 3, 5, 130], filter: [3, 3, 130, 3], pad: 'same' },
  { input: [3, 7, 7, 15], filter: [3, 3, 15, 258], strides: [2, 2], pad: 'same' },
  { input: [1, 2, 2, 3], filter: [2, 2, 3, 4], pad: 'valid' },
  // Their input gradients go window by window: patches longer than a block, sums longer than one, clipped on every
  // side.
  { input: [1, 9, 9, 12], filter: [5, 5, 12, 3], pad: 'valid' },
  { input: [2, 6, 6, 2], filter: [3, 3, 2, 130], strides: [2, 1], pad: 'same' },
  { input: [3, 9, 8, 1], filter: [7, 8, 1, 2], pad: explicit(3, 2, 4, 1) },
  // Direct: rows longer than a block, taps and rows of taps longer than one, odd outputs, pads beyond the filter.
  { input: [1, 4, 140, 1], filter: [3, 3, 1, 9], pad: 'same' },
  { input: [2, 13, 20, 2], filter: [5, 4, 2, 20], pad: 'same' },
  { input: [2, 13, 20, 2], filter: [3, 5, 2, 8], strides: [2, 3], pad: 'same' },
  { input: [1, 15, 17, 3], filter: [11, 9, 3, 12], pad: 'valid' },
  { input: [1, 9, 16, 40], filter: [3, 5, 40, 5], pad: 'valid' },
  { input: [1, 9, 11, 2], filter: [3, 3, 2, 130], strides: [1, 1], pad: 'valid' },
  { input: [2, 9, 9, 1], filter: [7, 7, 1, 16], pad: 'valid' },
  { input: [1, 7, 8, 4], filter: [2, 3, 4, 8], pad: explicit(3, 1, 4, 2) },
  { input: [1, 12, 10, 3], filter: [4, 4, 3, 7], strides: [3, 2], pad: 'valid' },
  { input: [0, 4, 4, 3], filter: [3, 3, 3, 2], pad: 'same' },
  { input: [1, 4, 4, 3], filter: [3, 3, 3, 0], pad: 'same' },
  { input: [1, 4, 4, 0], filter: [3, 3, 0, 2], pad: 'same' },
];

const titleOf = ({ input, filter, strides = [1, 1], dilations = [1, 1], pad }: Case) =>
  `[${input}] with [${filter}], strides ${strides}, dilations ${dilations}, pad ${JSON.stringify(pad)}`;

const inputOf = ({ input }: Case) => seededTensor(input, { seed: 1 }) as tf.Tensor4D;
const filterOf = ({ filter }: Case) => seededTensor(filter, { seed: 2 }) as tf.Tensor4D;

function convolve(x: tf.Tensor, filter: tf.Tensor, { strides = [1, 1], dilations = [1, 1], pad }: Case): tf.Tensor4D {
  return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations);
}

function geometryOf({ input, filter, strides = [1, 1], dilations = [1, 1], pad }: Case): Convolution {
  const sides = typeof pad === 'number' ? explicit(pad, pad, pad, pad) : pad;
  const info = tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, sides as 'same');
  const { outShape: output, padInfo } = info;
  return { input, filter, output, strides, dilations, padTop: padInfo.top, padLeft: padInfo.left };
}

async function expected(example: Case) {
  const geometry = geometryOf(example);
  const [x, filter] = [await inputOf(example).data(), await filterOf(example).data()];
  return convolutionAndGradients(geometry, x, filter, await dyOf(geometry).data());
}

/** By our kernel also where that would leave the work to stock. */
function withoutStock(example: Case): tf.Tensor {
  const { strides = [1, 1], dilations = [1, 1], pad } = example;
  const inputs = { x: inputOf(example), filter: filterOf(example) };
  const attributes = { strides, dilations, pad, dataFormat: 'NHWC' } as ConvolutionAttributes;
  const info = convolutionInfo(example.input, example.filter, attributes);
  const { backend } = tf.engine();
  const kernel = fasterThanStock(inputs, info, backend) ?? convolutionByWindows;
  const result = kernel({ inputs, attrs: { info }, backend });
  return tf.engine().makeTensorFromTensorInfo(result);
}

const dyOf = ({ output }: { output: number[] }) => seededTensor(output, { seed: 3 });

/** Winograd's tiles of 4 × 4 outputs may be off by 1.6e-6 of the largest output, which is up to about 25. */
const tolerance = { rtol: 2e-6, atol: 4e-5 };

/** Stock gives zeros. */
const oneRow: Case = { input: [1, 4, 4, 1], filter: [1, 3, 1, 1], strides: [2, 2], pad: 'same' };
const small: Case = { input: [1, 3, 3, 2], filter: [2, 2, 2, 2], pad: 'same' };

// Tests of stock tfjs come first, because the installation cannot be undone.
describe('stock tfjs', () => {
  test('gives zeros for a filter of one row, strides of two and an even size', async () => {
    const y = convolve(inputOf(oneRow), filterOf(oneRow), oneRow);
    await expectTensorsClose(y, { shape: [1, 2, 2, 1], values: [0, 0, 0, 0] });
    const layer = tf.fused.conv2d({ x: inputOf(oneRow), filter: filterOf(oneRow), strides: [2, 2], pad: 'same' });
    await expectTensorsClose(layer, { shape: [1, 2, 2, 1], values: [0, 0, 0, 0] });
  });

  test('has no gradient for the filter of a convolution', () => {
    const gradient = () => tf.grad((filter) => tf.sum(convolve(inputOf(small), filter, small)))(filterOf(small));
    expect(gradient).toThrow("Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'");
  });
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const example of [oneRow, ...cases]) {
    test(`conv2d: ${titleOf(example)}`, async () => {
      const { y } = await expected(example);
      await expectTensorsClose(convolve(inputOf(example), filterOf(example), example), y, tolerance);
      await expectTensorsClose(withoutStock(example), y, tolerance);
    });

    test(`gradients of conv2d: ${titleOf(example)}`, async () => {
      const { dx, dFilter } = await expected(example);
      const [gradientX, gradientFilter] = tf.grads((x, filter) => convolve(x, filter, example))(
        [inputOf(example), filterOf(example)],
        dyOf(geometryOf(example)),
      );
      await expectTensorsClose(gradientX, dx, tolerance);
      await expectTensorsClose(gradientFilter, dFilter, tolerance);
    });
  }

  for (const example of cases.filter(
    ({ input, filter, dilations }) => ![...input, ...filter].includes(0) && !dilations,
  )) {
    const { strides = [1, 1], pad } = example;

    test(`direct kernels: ${titleOf(example)}`, async () => {
      const { y, dx, dFilter } = await expected(example);
      const attributes = { strides, pad, dataFormat: 'NHWC' } as ConvolutionAttributes;
      const attrs = { info: convolutionInfo(example.input, example.filter, attributes) };
      const { backend } = tf.engine();
      const tensor = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
      const [x, filter, dy] = [inputOf(example), filterOf(example), dyOf(geometryOf(example))];
      const forward = directConvolution({ inputs: { x, filter }, attrs, backend });
      await expectTensorsClose(tensor(forward), y, tolerance);
      const ofFilter = directFilterGradient({ inputs: { x, dy }, attrs, backend });
      await expectTensorsClose(tensor(ofFilter), dFilter, tolerance);
      if (strides[0] * strides[1] > 1) return; // strides of the input gradient are 1
      const ofInput = directInputGradient({ inputs: { dy, filter }, attrs, backend });
      await expectTensorsClose(tensor(ofInput), dx, tolerance);
    });
  }

  test('direct kernels keep NaN and infinities of x in their windows', () => {
    const values = Array(36).fill(1);
    values[14] = Number.POSITIVE_INFINITY;
    values[35] = Number.NaN;
    const x = tf.tensor4d(values, [1, 6, 6, 1]);
    const attributes = { strides: 1, pad: 'same', dataFormat: 'NHWC' } as ConvolutionAttributes;
    const attrs = { info: convolutionInfo([1, 6, 6, 1], [3, 3, 1, 4], attributes) };
    const inputs = { x, filter: tf.ones<tf.Rank.R4>([3, 3, 1, 4]) };
    const y = directConvolution({ inputs, attrs, backend: tf.engine().backend });
    const ofFirst = tf.slice(tf.engine().makeTensorFromTensorInfo(y), [0, 0, 0, 0], [1, 6, 6, 1]).dataSync();
    expect(ofFirst.filter((value) => value === Number.POSITIVE_INFINITY)).toHaveLength(9);
    expect(ofFirst.filter(Number.isNaN)).toHaveLength(4);
  });

  test('second gradients through the input gradient, as on cpu', async () => {
    const strided: Case = { input: [2, 5, 6, 3], filter: [3, 3, 3, 4], strides: [2, 2], pad: 'same' };
    const evaluate = () => {
      const inner = (filter: tf.Tensor) =>
        tf.grad((x) => tf.sum(tf.square(convolve(x, filter, strided))))(inputOf(strided));
      return tf.grad((filter) => tf.sum(tf.square(inner(filter))))(filterOf(strided));
    };
    await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate), { rtol: 1e-5, atol: 1e-3 });
  });

  test('fused.conv2d, if it is left to stock, as on cpu', async () => {
    const evaluate = () =>
      tf.fused.conv2d({
        x: inputOf(small),
        filter: filterOf(small),
        strides: 1,
        pad: 'valid',
        bias: tf.tensor1d([1, 2]),
      });
    await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
  });

  for (const activation of ['linear', 'relu', 'relu6', 'sigmoid', 'elu', 'leakyrelu', 'prelu'] as const) {
    test(`fused.conv2d, activation: '${activation}', as on cpu`, async () => {
      const evaluate = () =>
        tf.fused.conv2d({
          x: inputOf(oneRow),
          filter: seededTensor([1, 3, 1, 3], { seed: 4 }) as tf.Tensor4D,
          strides: [2, 2],
          pad: 'same',
          bias: tf.tensor1d([1, -1, 0.5]),
          activation,
          preluActivationWeights: activation === 'prelu' ? tf.tensor1d([0.1, 0.2, 0.3]) : undefined,
          leakyreluAlpha: 0.3,
        });
      await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
    });
  }

  test("conv2d, dimRoundingMode: 'ceil', as on cpu", async () => {
    const evaluate = () => tf.conv2d(inputOf(small), filterOf(small), 2, 0, 'NHWC', 1, 'ceil');
    await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
  });

  test("conv2d rejects dataFormat: 'NCHW', as stock does", () => {
    expect(() =>
      tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 3, 3]), tf.ones<tf.Rank.R4>([2, 2, 2, 2]), 1, 'same', 'NCHW'),
    ).toThrow("Conv2D on the WASM backend takes dataFormat 'NHWC' only; got 'NCHW'");
  });

  test('a net with convolutions trains', async () => {
    const evaluate = () => {
      const x = seededTensor([2, 6, 6, 2], { seed: 7 });
      const net = (first: tf.Tensor, second: tf.Tensor) => {
        const hidden = tf.relu(convolve(x, first, { ...small, strides: [2, 2] }));
        return tf.mean(tf.square(convolve(hidden, second, small))) as tf.Scalar;
      };
      const [first, second] = [seededTensor([3, 3, 2, 4], { seed: 8 }), seededTensor([3, 3, 4, 1], { seed: 9 })];
      const gradients = tf.grads(net)([first, second]);
      return tf.concat(gradients.map((gradient) => tf.reshape(gradient, [-1])));
    };
    await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
  });

  test('leaves no tensor behind', () => {
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      tf.grads((x, filter) => convolve(x, filter, small))([inputOf(small), filterOf(small)]);
      const bias = tf.tensor1d([1, 2]);
      tf.fused.conv2d({
        x: inputOf(small),
        filter: filterOf(small),
        strides: 1,
        pad: 'same',
        bias,
        activation: 'relu',
      });
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});
