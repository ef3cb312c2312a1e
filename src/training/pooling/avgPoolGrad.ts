import { AvgPoolGrad } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { gradientProducts, type PoolAttributes, unitsOf } from './windows';

/** Stock divides by the whole window, but the pool itself divides by the part inside the image. */
export const avgPoolGrad = /* @__PURE__ */ trainingKernel<'input' | 'dy', PoolAttributes>(AvgPoolGrad, () =>
  wasmKernel<Exports, 'input' | 'dy', PoolAttributes>({
    module: wasmModule,
    output: ({ input }) => input.shape,
    products: gradientProducts,
    scratch: ({ windowsBytes }) => windowsBytes(),
    run: ({ setWindows }, at, inputs, attributes, { spread }) => {
      const { units, ofInput, ofDy } = unitsOf(inputs, attributes);
      const named = { ...at, windows: at.scratch, dx: at.output, ...units };
      setWindows(named);
      spread('avgPoolGrad', named, { units: 'batch', bytes: { dy: ofDy, dx: ofInput } });
    },
  }),
);
