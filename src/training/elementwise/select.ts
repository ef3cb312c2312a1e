import { Select, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock takes one number at a time, and bools for floats. It stays for a condition per row, which `tf.where` never has. */
export const select: TrainingKernel = {
  kernelName: Select,
  kernel: (stock) => {
    const ofOneShape = wasmKernel<Exports, 'condition' | 't' | 'e'>({
      module: wasmModule,
      dtypes: ({ t }) => ({ condition: 'bool', t: t.dtype, e: t.dtype, output: t.dtype }),
      output: ({ t }) => t.shape,
      run: (wasm, at, { t }) => {
        const choose = t.dtype === 'bool' ? wasm.selectBytes : wasm.select;
        choose({ ...at, count: util.sizeFromShape(t.shape) });
      },
    });
    return (call) => {
      const { condition, t, e } = call.inputs as Record<string, TensorInfo>;
      const numbers = t.dtype === e.dtype && t.dtype !== 'string';
      return numbers && util.arraysEqual(condition.shape, t.shape) ? ofOneShape(call) : stock!(call);
    };
  },
};
