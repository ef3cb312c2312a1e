import { conv2d, reverse, type Tensor, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'x' | 'filter'>({
  name: 'Convolution',
  inputs: ['x', 'filter'],
  composed: ({ x, filter }) => conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same'),
  gradient: (dy, { x, filter }) => ({
    x: () => convolution(dy, adjoint(filter)),
    filter: () => filterGrad(x, dy, filter.shape.slice(0, 2)),
  }),
});

/**
 * `x` [batch, height, width, channels] convolved with `filter` [rows, columns, channels, outputs], both sizes odd, with
 * zero padding. Its gradients are forward convolutions too, because stock WASM lacks the gradient for the filter.
 */
export const convolution = (x: Tensor, filter: Tensor): Tensor => run({ x, filter });

const runFilterGrad = /* @__PURE__ */ defineOp<'x' | 'dy', { size: number[] }>({
  name: 'ConvolutionFilterGrad',
  inputs: ['x', 'dy'],
  // Batch and channels swap places, and dy is the filter.
  composed: ({ x, dy }, { size: [rows, columns] }) => {
    const [vertical, horizontal] = [rows >> 1, columns >> 1];
    const images = transpose(x, [3, 1, 2, 0]) as Tensor4D;
    const taps = transpose(dy, [1, 2, 0, 3]) as Tensor4D;
    const product = conv2d(images, taps, 1, [
      [0, 0],
      [vertical, vertical],
      [horizontal, horizontal],
      [0, 0],
    ]);
    return transpose(product, [1, 2, 0, 3]);
  },
  gradient: (v, { x, dy }) => ({
    x: () => convolution(dy, adjoint(v)),
    dy: () => convolution(x, v),
  }),
});

const filterGrad = (x: Tensor, dy: Tensor, size: number[]): Tensor => runFilterGrad({ x, dy }, { size });

/** The filter rotated by 180°, with inputs and outputs exchanged. */
const adjoint = (filter: Tensor): Tensor => transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
