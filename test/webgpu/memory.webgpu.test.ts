import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { bilinearSampler, spatialTransformer, trilinearSampler } from '../../src/spatial';
import { gramMatrix } from '../../src/style';
import { seededTensor } from '../../src/testing';

/** The most numbers that `run` keeps on the GPU at a time, beyond those before and beside its results. */
function numbersBeside(run: () => tf.Tensor): number {
  const { bufferManager: manager } = tf.backend() as WebGPUBackend;
  const { acquireBuffer, releaseBuffer } = manager;
  let [bytes, most] = [0, 0];
  const count = (buffer: GPUBuffer, sign: number) => {
    if (buffer.usage & GPUBufferUsage.STORAGE) bytes += sign * buffer.size;
    most = Math.max(most, bytes);
  };
  manager.acquireBuffer = (...given) => {
    const buffer = acquireBuffer.apply(manager, given);
    count(buffer, 1);
    return buffer;
  };
  manager.releaseBuffer = (...given) => {
    count(given[0], -1);
    return releaseBuffer.apply(manager, given);
  };
  try {
    const result = tf.tidy(run);
    return most / 4 - result.size;
  } finally {
    Object.assign(manager, { acquireBuffer, releaseBuffer });
  }
}

interface Block {
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  shapes: number[][];
  /** The numbers beside the result, alone and for the gradient of each input. */
  beside: number;
  besideGradients: number[];
}

const images = 2 * 12 * 13 * 3;
const volumes = 5 * 6 * 7 * 2;
const features = 2 * 30 * 20 * 24;

/** With a gradient counts what the value takes. That for images has rounding errors, in a tensor of its size. */
const blocks: Record<string, Block> = {
  bilinearSampler: {
    f: (x, grid) => bilinearSampler(x, grid),
    shapes: [[2, 12, 13, 3], [2, 10, 11, 2]],
    beside: 0,
    besideGradients: [images, 0],
  },
  trilinearSampler: {
    f: (x, grid) => trilinearSampler(x, grid),
    shapes: [[1, 5, 6, 7, 2], [1, 4, 5, 6, 3]],
    beside: 0,
    besideGradients: [volumes, 0],
  },
  'spatialTransformer, affine': {
    f: (x, theta) => spatialTransformer(x, theta, [10, 11]),
    shapes: [[2, 12, 13, 3], [2, 2, 3]],
    beside: 0,
    besideGradients: [images, images],
  },
  gramMatrix: {
    f: (x) => gramMatrix(x as tf.Tensor4D),
    shapes: [[2, 30, 20, 24]],
    beside: features,
    besideGradients: [features],
  },
}; // biome-ignore format: shapes

test.each(Object.entries(blocks))('%s: memory beside the results', (_, { f, shapes, beside, besideGradients }) => {
  const inputs = shapes.map((shape, seed) => seededTensor(shape, { seed }));
  const dy = seededTensor(f(...inputs).shape, { seed: 5 });
  const runs = [
    () => f(...inputs),
    ...inputs.map((input, index) => () => tf.grad((x) => f(...inputs.map((y, i) => (i === index ? x : y))))(input, dy)),
  ];
  for (const [index, run] of runs.entries()) {
    tf.dispose(tf.tidy(run)); // uploads the inputs
    const value = index > 0 ? f(...inputs).size : 0; // of the tape
    expect(numbersBeside(run) - value, index === 0 ? 'value' : `gradient ${index - 1}`).toBeLessThanOrEqual(
      [beside, ...besideGradients][index],
    );
  }
});
