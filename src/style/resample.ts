import { reshape, type Tensor, type Tensor2D, type Tensor4D, tensor2d, transpose, util } from '@tensorflow/tfjs-core';
import { matrixProduct } from '../ops/matrixProduct';
import { zerosOf } from '../ops/zerosOf';

/** The weight of input `from` in output `to`, along one axis. */
export type ResampleWeight = (from: number, to: number, fromSize: number, toSize: number) => number;

/** Resamples [batch, h, w, channels] along both axes, by one product with a small matrix of weights for each. */
export function resample(x: Tensor4D, [height, width]: readonly [number, number], weight: ResampleWeight): Tensor4D {
  const [batch, , , channels] = x.shape;
  // tfjs's transpose of an empty tensor traps on WASM.
  if (x.size === 0) return zerosOf([x], [batch, height, width, channels]);
  const columnsLast = transpose(x, [0, 2, 3, 1]);
  const rowsDone = transpose(resampleLastAxis(columnsLast, height, weight), [0, 3, 2, 1]);
  return transpose(resampleLastAxis(rowsDone, width, weight), [0, 1, 3, 2]) as Tensor4D;
}

function resampleLastAxis(x: Tensor, size: number, weight: ResampleWeight): Tensor {
  const outer = x.shape.slice(0, -1);
  const inputSize = x.shape.at(-1)!;
  const rows = reshape(x, [util.sizeFromShape(outer), inputSize]) as Tensor2D;
  return reshape(matrixProduct(rows, weights(inputSize, size, weight)), [...outer, size]);
}

function weights(fromSize: number, toSize: number, weight: ResampleWeight): Tensor2D {
  const values = Float32Array.from({ length: fromSize * toSize }, (_, index) =>
    weight(Math.floor(index / toSize), index % toSize, fromSize, toSize),
  );
  return tensor2d(values, [fromSize, toSize]);
}
