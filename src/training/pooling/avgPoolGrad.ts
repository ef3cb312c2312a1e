import { AvgPoolGrad } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { exampleBytes, type PoolAttributes, poolProducts, windows } from './windows';

/** Stock divides by the whole window, but the pool itself divides by the part inside the image. */
export const avgPoolGrad = /* @__PURE__ */ trainingKernel<'input' | 'dy', PoolAttributes>(AvgPoolGrad, () =>
  wasmKernel<Exports, 'input' | 'dy', PoolAttributes>({
    module: wasmModule,
    output: ({ input }) => input.shape,
    products: ({ input }) => poolProducts(input),
    run: (_, at, inputs, attributes, { spread }) =>
      spread(
        'avgPoolGrad',
        { ...at, dx: at.output, ...windows(inputs, attributes) },
        { units: 'batch', bytes: { dy: exampleBytes(inputs.dy), dx: exampleBytes(inputs.input) } },
      ),
  }),
);
