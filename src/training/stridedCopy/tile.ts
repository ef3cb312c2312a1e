import { Tile, util } from '@tensorflow/tfjs-core';
import type { TrainingKernel } from '../trainingKernel';
import { stridedCopy } from './stridedCopy';

/** Stock looks every single number up. The gradient of batch normalisation tiles. */
export const tile: TrainingKernel = {
  kernelName: Tile,
  kernel: (stock) => {
    const numbers = stridedCopy<{ reps: number[] }>(({ shape }, { reps }) => {
      const strides = [...util.computeStrides(shape), 1]; // of all axes but the last
      return {
        shape: shape.map((size, axis) => size * reps[axis]),
        dimensions: shape.flatMap((size, axis) => [
          { size: reps[axis], stride: 0 },
          { size, stride: strides[axis] },
        ]),
      };
    });
    return (call) => (call.inputs.x?.dtype === 'string' ? stock!(call) : numbers(call));
  },
};
