import { AvgPoolGrad } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type PoolAttributes, windows } from './windows';

/** Stock divides by the whole window, but the pool itself divides by the part inside the image. */
export const avgPoolGrad = /* @__PURE__ */ trainingKernel<'input' | 'dy', PoolAttributes>(AvgPoolGrad, () =>
  wasmKernel<Exports, 'input' | 'dy', PoolAttributes>({
    module: wasmModule,
    output: ({ input }) => input.shape,
    run: (wasm, at, inputs, attributes) => wasm.avgPoolGrad({ ...at, dx: at.output, ...windows(inputs, attributes) }),
  }),
);
