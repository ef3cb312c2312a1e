import { Cast, type KernelBackend, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { share } from './share';

/**
 * Stock makes a bool of the lowest byte of the integer part: 0.5 and 256 are false, 2 is neither. And it copies the numbers
 * where the type stays as it is, as in the gradient of every product.
 */
export const cast: TrainingKernel = {
  kernelName: Cast,
  kernel: (stock) => {
    const toBool = wasmKernel<Exports, 'x'>({
      module: wasmModule,
      dtypes: ({ x }) => ({ x: x.dtype, output: 'bool' }),
      output: ({ x }) => x.shape,
      run: ({ isTrue, isTrueInteger }, at, { x }) => {
        const test = x.dtype === 'float32' ? isTrue : isTrueInteger;
        test({ ...at, count: util.sizeFromShape(x.shape) });
      },
    });
    return (call) => {
      const x = call.inputs.x!;
      const { dtype } = call.attrs as unknown as { dtype: string };
      if (dtype === x.dtype && dtype !== 'string') return share(x, call.backend as KernelBackend);
      const mended = dtype === 'bool' && (x.dtype === 'float32' || x.dtype === 'int32');
      return mended ? toBool(call) : stock!(call);
    };
  },
};
