import { MaxPoolGrad } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { gradientProducts, type PoolAttributes, unitsOf } from './windows';

/**
 * Stock drops windows whose maximum is negative, and gives the gradient of a tie to the last element instead of the
 * first.
 */
export const maxPoolGrad = /* @__PURE__ */ trainingKernel<'input' | 'output' | 'dy', PoolAttributes>(MaxPoolGrad, () =>
  wasmKernel<Exports, 'input' | 'output' | 'dy', PoolAttributes>({
    module: wasmModule,
    output: ({ input }) => input.shape,
    products: gradientProducts,
    scratch: ({ windowsBytes }) => windowsBytes(),
    run: ({ setWindows }, at, inputs, attributes, { spread }) => {
      const { units, ofInput, ofDy } = unitsOf(inputs, attributes);
      const named = { ...at, windows: at.scratch, x: at.input, dx: at.output, ...units };
      setWindows(named);
      spread('maxPoolGrad', named, { units: 'batch', bytes: { x: ofInput, dy: ofDy, dx: ofInput } });
    },
  }),
);
