import { Cast, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../runtime/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { wasmModule } from './wasm.generated';

/** Stock makes a bool of the lowest byte of the integer part: 0.5 and 256 are false, 2 is neither. */
export const cast: TrainingKernel = {
  kernelName: Cast,
  kernel: (stock) => {
    const toBool = wasmKernel<'x'>({
      module: wasmModule,
      dtypes: ({ x }) => ({ x: x.dtype, output: 'bool' }),
      output: ({ x }) => x.shape,
      run: ({ isTrue, isTrueInteger }, at, { x }) => {
        const test = x.dtype === 'float32' ? isTrue : isTrueInteger;
        test(at.x, at.output, util.sizeFromShape(x.shape));
      },
    });
    return (call) => {
      const from = call.inputs.x?.dtype;
      const mended =
        (call.attrs as unknown as { dtype: string }).dtype === 'bool' && (from === 'float32' || from === 'int32');
      return mended ? toBool(call) : stock!(call);
    };
  },
};
