import { MaxPoolGrad } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { exampleBytes, type PoolAttributes, poolProducts, windows } from './windows';

/**
 * Stock drops windows whose maximum is negative, and gives the gradient of a tie to the last element instead of the
 * first.
 */
export const maxPoolGrad = /* @__PURE__ */ trainingKernel<'input' | 'output' | 'dy', PoolAttributes>(MaxPoolGrad, () =>
  wasmKernel<Exports, 'input' | 'output' | 'dy', PoolAttributes>({
    module: wasmModule,
    output: ({ input }) => input.shape,
    products: ({ input }) => poolProducts(input),
    run: (_, at, inputs, attributes, { spread }) => {
      const [ofInput, ofDy] = [exampleBytes(inputs.input), exampleBytes(inputs.dy)];
      spread(
        'maxPoolGrad',
        { ...at, x: at.input, dx: at.output, ...windows(inputs, attributes) },
        { units: 'batch', bytes: { x: ofInput, dy: ofDy, dx: ofInput } },
      );
    },
  }),
);
