import { AvgPoolGrad } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type PoolAttributes, windows } from './windows';

/** Stock divides by the whole window where the pool itself divided by the part that lies inside the image. */
export const avgPoolGrad: TrainingKernel = {
  kernelName: AvgPoolGrad,
  kernel: () =>
    wasmKernel<Exports, 'input' | 'dy', PoolAttributes>({
      module: wasmModule,
      output: ({ input }) => input.shape,
      run: (wasm, at, inputs, attributes) => wasm.avgPoolGrad({ ...at, dx: at.output, ...windows(inputs, attributes) }),
    }),
};
