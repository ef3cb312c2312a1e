import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { convolutionInfo } from '../../../src/training/convolutionGeometry';
import { winogradConvolution } from '../../../src/training/winograd/convolution';
import {
  type TiledConvolution,
  tileSide,
  winogradCost,
  winogradFilterGradientCost,
  winogradSpreadCost,
} from '../../../src/training/winograd/cost';
import { blockSize, winogradFilterGradient } from '../../../src/training/winograd/filterGradient';
import { winogradInputGradient, winogradSpreadGradient } from '../../../src/training/winograd/inputGradient';
import { valuesOn } from '../../support/valuesOn';
import { type Convolution, convolutionAndGradients } from '../float64';

interface Case {
  input: [number, number, number, number];
  outputs: number;
  /** Rows and columns of the filter, 3 × 3 if it is omitted. */
  taps?: [number, number];
  /** At the top, the bottom, the left and the right. */
  pads?: [number, number, number, number];
}

/**
 * Both sides of every block: 64 tiles, 64 channels added in a row, 128 channels or outputs, 8 lanes; tiles of 2 × 2 and
 * 4 × 4 that are cut off.
 */
const cases: Case[] = [
  { input: [1, 1, 1, 1], outputs: 1 },
  { input: [2, 5, 7, 7], outputs: 9 },
  { input: [1, 6, 6, 8], outputs: 8, pads: [0, 0, 0, 0] },
  { input: [3, 4, 5, 9], outputs: 7, pads: [2, 2, 2, 2] },
  { input: [1, 5, 4, 3], outputs: 2, pads: [0, 2, 1, 0] },
  { input: [2, 3, 6, 2], outputs: 5, pads: [3, 4, 5, 0] },
  { input: [1, 3, 3, 4], outputs: 1, pads: [0, 0, 0, 0] },
  { input: [1, 17, 17, 16], outputs: 12 },
  { input: [2, 16, 9, 65], outputs: 3 },
  { input: [1, 5, 5, 130], outputs: 8 },
  { input: [1, 3, 4, 264], outputs: 1 },
  { input: [1, 5, 5, 8], outputs: 130 },
  { input: [1, 4, 3, 1], outputs: 264 },
  { input: [1, 3, 3, 129], outputs: 129 },
  { input: [5, 7, 8, 8], outputs: 8 },
  // Several pieces: of two and three taps in each direction, and each of several blocks.
  { input: [2, 6, 7, 8], outputs: 8, taps: [5, 5], pads: [2, 2, 2, 2] },
  { input: [3, 9, 8, 5], outputs: 11, taps: [7, 7], pads: [0, 0, 0, 0] },
  { input: [1, 9, 7, 3], outputs: 4, taps: [3, 7], pads: [1, 2, 0, 5] },
  { input: [1, 6, 9, 9], outputs: 3, taps: [9, 3], pads: [8, 4, 3, 1] },
  { input: [1, 17, 19, 3], outputs: 2, taps: [5, 3] },
  { input: [2, 5, 5, 131], outputs: 3, taps: [5, 5], pads: [2, 2, 2, 2] },
  { input: [1, 5, 6, 4], outputs: 133, taps: [3, 5], pads: [0, 1, 2, 2] },
  { input: [1, 1, 1, 2], outputs: 2, taps: [11, 5], pads: [5, 5, 2, 2] },
];

function setUp({ input, outputs, taps = [3, 3], pads: [top, bottom, left, right] = [1, 1, 1, 1] }: Case) {
  const filter: [number, number, number, number] = [...taps, input[3], outputs];
  const pad: tf.backend_util.ExplicitPadding = [[0, 0], [top, bottom], [left, right], [0, 0]]; // biome-ignore format: pads
  const attributes = { strides: 1, pad, dataFormat: 'NHWC' as const };
  const info = convolutionInfo(input, filter, attributes);
  const tensors = {
    x: seededTensor(input, { seed: 1 }),
    filter: seededTensor(filter, { seed: 2 }),
    dy: seededTensor(info.outShape, { seed: 3 }),
  };
  return { attributes, info, tensors };
}

async function expected(example: Case) {
  const { info, tensors } = setUp(example);
  const [x, filter, dy] = await Promise.all([tensors.x.data(), tensors.filter.data(), tensors.dy.data()]);
  const geometry: Convolution = {
    input: info.inShape,
    filter: tensors.filter.shape as Case['input'],
    output: info.outShape,
    strides: [1, 1],
    dilations: [1, 1],
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
  return convolutionAndGradients(geometry, x, filter, dy);
}

function run(
  kernel: tf.KernelFunc,
  inputs: Record<string, tf.Tensor>,
  attributes: TiledConvolution & { relu?: boolean },
): tf.Tensor {
  const result = kernel({ inputs, attrs: attributes as unknown as tf.NamedAttrMap, backend: tf.engine().backend });
  return tf.engine().makeTensorFromTensorInfo(result as tf.TensorInfo);
}

const tolerance = { rtol: 2e-6, atol: 2e-5 };
/** By side of a tile. */
const tolerances = { 2: tolerance, 4: { rtol: 2e-6, atol: 6e-5 } };
const SIDES = [2, 4] as const;

describe("Winograd's algorithm", () => {
  for (const example of cases) {
    const taps = (example.taps ?? [3, 3]).join(' × ');
    const title = `${taps}, [${example.input}] into ${example.outputs}, pads ${example.pads ?? 1}`;

    test(`convolution: ${title}`, async () => {
      const { info, tensors } = setUp(example);
      const { x, filter } = tensors;
      const { y } = await expected(example);
      for (const side of SIDES) {
        await expectTensorsClose(run(winogradConvolution, { x, filter }, { info, side }), y, tolerances[side]);
      }
    });

    test(`input gradient: ${title}`, async () => {
      const { info, tensors } = setUp(example);
      const { filter, dy } = tensors;
      const { dx } = await expected(example);
      for (const side of SIDES) {
        await expectTensorsClose(run(winogradInputGradient, { dy, filter }, { info, side }), dx, tolerances[side]);
      }
      await expectTensorsClose(run(winogradSpreadGradient, { dy, filter }, { info }), dx, tolerance);
    });

    test(`filter gradient: ${title}`, async () => {
      const { info, tensors } = setUp(example);
      const { x, dy } = tensors;
      const { dFilter } = await expected(example);
      await expectTensorsClose(run(winogradFilterGradient, { x, dy }, { info }), dFilter, tolerance);
    });
  }

  test('gives finite results for extreme input', async () => {
    const { info, tensors } = setUp({ input: [1, 5, 5, 9], outputs: 9 });
    const x = tf.mul(tensors.x, 1e30);
    for (const side of SIDES) {
      const y = run(winogradConvolution, { x, filter: tensors.filter }, { info, side });
      expect((await y.data()).every(Number.isFinite)).toBe(true);
    }
  });
});

describe('with the training kernels', () => {
  const large: Case = { input: [2, 17, 15, 24], outputs: 17 };

  test('is used only where it costs less, for filters of odd sides from 3 on without strides or dilations', () => {
    const { attributes, info } = setUp(large);
    const products = 9 * 2 * 17 * 15 * 24 * 17;
    expect(winogradCost(info, info.outShape, 24)).toBeLessThan(products);
    expect(winogradFilterGradientCost(info, info.outShape)).toBeLessThan(products);
    const others = {
      'strides: [1, 2]': convolutionInfo([1, 9, 9, 64], [3, 3, 64, 64], { ...attributes, strides: [1, 2] }),
      'dilations: [2, 1]': convolutionInfo([1, 9, 9, 64], [3, 3, 64, 64], { ...attributes, dilations: [2, 1] }),
      'a filter of 3 × 1': convolutionInfo([1, 9, 9, 64], [3, 1, 64, 64], attributes),
      'a filter of 4 × 5': convolutionInfo([1, 9, 9, 64], [4, 5, 64, 64], attributes),
    };
    for (const [name, other] of Object.entries(others)) {
      expect(winogradCost(other, other.outShape, 64), name).toBe(Number.POSITIVE_INFINITY);
      expect(winogradSpreadCost(other, other.outShape), name).toBe(Number.POSITIVE_INFINITY);
      expect(winogradFilterGradientCost(other, other.outShape), name).toBe(Number.POSITIVE_INFINITY);
    }
  });

  test('by tiles of 4 × 4 outputs where these cost less', () => {
    const sideOf = (size: number, channels: number) => {
      const info = convolutionInfo([1, size, size, channels], [3, 3, channels, channels], setUp(large).attributes);
      return tileSide(info, info.outShape, channels);
    };
    expect(sideOf(64, 64)).toBe(4);
    expect(sideOf(5, 64), 'tiles that are mostly cut off').toBe(2);
    expect(sideOf(16, 512), 'a filter that takes longer to transform').toBe(2);
  });

  const ofSevenTaps: Case = { input: [2, 16, 16, 24], outputs: 17, taps: [7, 7], pads: [0, 0, 0, 0] };

  test('tile by tile of dy where that has fewer tiles than the input', () => {
    const { info } = setUp(ofSevenTaps);
    expect(winogradSpreadCost(info, info.outShape)).toBeLessThan(0.7 * winogradCost(info, info.inShape, 17));
    const { info: single } = setUp({ ...ofSevenTaps, input: [1, 22, 22, 24] });
    expect(winogradSpreadCost(single, single.outShape)).toBeGreaterThan(winogradCost(single, single.inShape, 17));
    const { info: same } = setUp(large);
    expect(winogradSpreadCost(same, same.outShape)).toBeGreaterThan(winogradCost(same, same.inShape, 17));
  });

  for (const example of [large, ofSevenTaps]) {
    test(`conv2d and its gradients, ${(example.taps ?? [3, 3]).join(' × ')}`, async () => {
      installTrainingKernels();
      const { attributes, tensors } = setUp(example);
      const { y, dx, dFilter } = await expected(example);
      const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, attributes.pad);
      await expectTensorsClose(convolve(tensors.x, tensors.filter), y, tolerance);
      const [gradientX, gradientFilter] = tf.grads(convolve)([tensors.x, tensors.filter], tensors.dy);
      await expectTensorsClose(gradientX, dx, tolerance);
      await expectTensorsClose(gradientFilter, dFilter, tolerance);
    });
  }

  test('a bias and ReLU, with tiles of both sizes', async () => {
    for (const example of [large, ...cases.slice(1, 6), ...cases.slice(11, 14)]) {
      const { info, tensors } = setUp(example);
      const { x, filter } = tensors;
      const { y } = await expected(example);
      const bias = seededTensor([info.outChannels], { seed: 4 });
      const product = tf.tensor(y.values, y.shape);
      const sum = tf.add(product, bias);
      for (const side of SIDES) {
        const [biased, clipped] = [false, true].map((relu) =>
          run(winogradConvolution, { x, filter, bias }, { info, side, relu }),
        );
        await expectTensorsClose(biased, sum, tolerances[side]);
        await expectTensorsClose(clipped, tf.relu(sum), tolerances[side]);
        const withoutBias = run(winogradConvolution, { x, filter }, { info, side, relu: true });
        await expectTensorsClose(withoutBias, tf.relu(product), tolerances[side]);
      }
    }
  });

  test('fused.conv2d, as on cpu', async () => {
    installTrainingKernels();
    const biases = {
      none: undefined,
      'for each output': [17],
      'of rank 4': [1, 1, 1, 17],
      'for each pixel': [17, 15, 1],
    };
    for (const [title, shape] of Object.entries(biases)) {
      for (const activation of ['linear', 'relu', 'sigmoid'] as const) {
        const evaluate = () => {
          const { tensors } = setUp(large);
          return tf.fused.conv2d({
            x: tensors.x as tf.Tensor4D,
            filter: tensors.filter as tf.Tensor4D,
            strides: 1,
            pad: 'same',
            bias: shape && seededTensor(shape, { seed: 4 }),
            activation,
          });
        };
        try {
          await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate), tolerance);
        } catch (error) {
          throw new Error(`bias ${title}, ${activation}`, { cause: error });
        }
      }
    }
  });

  test('one infinity reaches the windows that hold it, and numbers near the end of float32 do not overflow early', async () => {
    installTrainingKernels();
    const [x, filter] = [tf.buffer([1, 20, 20, 16]), tf.ones<tf.Rank.R4>([3, 3, 16, 16])];
    x.set(Number.POSITIVE_INFINITY, 0, 10, 10, 3);
    const y = tf.conv2d(x.toTensor() as tf.Tensor4D, filter, 1, 'same');
    expect(tf.sum(tf.cast(tf.isInf(y), 'int32')).dataSync()[0]).toBe(144);
    expect(tf.sum(tf.cast(tf.isNaN(y), 'int32')).dataSync()[0]).toBe(0);
    const dx = tf.grad((z) => tf.conv2d(z as tf.Tensor4D, filter, 1, 'same'))(tf.zeros([1, 20, 20, 16]), y);
    expect(tf.any(tf.isNaN(dx)).dataSync()[0]).toBe(0);
    const large = tf.fill([1, 20, 20, 16], 2e36) as tf.Tensor4D;
    const sums = tf.conv2d(large, filter, 1, 'valid');
    await expectTensorsClose(tf.div(sums, 1e38), tf.fill([1, 18, 18, 16], (9 * 16 * 2e36) / 1e38));
  });

  test('leaves no tensor behind', () => {
    installTrainingKernels();
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      const { tensors } = setUp(large);
      const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
      tf.grads(convolve)([tensors.x, tensors.filter]);
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});

test('blocks of the filter gradient are as many as threads where they can be, and keep 16 channels and outputs', () => {
  for (const channels of [1, 3, 16, 17, 64, 130]) {
    for (const outputs of [1, 15, 32, 129, 260]) {
      for (let threads = 1; threads <= 64; threads++) {
        const { channelsAtOnce, outputsAtOnce } = blockSize(channels, outputs, threads);
        expect([16, 32, 64]).toContain(channelsAtOnce);
        expect([16, 32, 64, 128]).toContain(outputsAtOnce);
        const blocks = Math.ceil(channels / channelsAtOnce) * Math.ceil(outputs / outputsAtOnce);
        expect(blocks).toBeGreaterThanOrEqual(Math.min(threads, Math.ceil(channels / 16) * Math.ceil(outputs / 16)));
      }
    }
  }
});
