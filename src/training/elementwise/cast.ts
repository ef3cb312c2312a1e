import { Cast, type DataType, util } from '@tensorflow/tfjs-core';
import { share } from '../../internal/share';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/**
 * Stock makes a bool from the lowest byte of the integer part: 0.5 and 256 become false, and 2 becomes neither false
 * nor true. It also copies the numbers if the type stays the same, as in the gradient of every product.
 */
export const cast = /* @__PURE__ */ trainingKernel<'x', { dtype: DataType }>(Cast, (stock) => {
  const toBool = wasmKernel<Exports, 'x', { dtype: DataType }>({
    module: wasmModule,
    dtypes: ({ x }) => ({ x: x.dtype, output: 'bool' }),
    output: ({ x }) => x.shape,
    run: ({ isTrue, isTrueInteger }, at, { x }) => {
      const test = x.dtype === 'float32' ? isTrue : isTrueInteger;
      test({ ...at, count: util.sizeFromShape(x.shape) });
    },
  });
  return (call) => {
    const { x } = call.inputs;
    const { dtype } = call.attrs;
    if (dtype === x.dtype && dtype !== 'string') return share(x, call.backend);
    const mended = dtype === 'bool' && (x.dtype === 'float32' || x.dtype === 'int32');
    return mended ? toBool(call) : stock(call);
  };
});
