import { Rsqrt, Sqrt, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock computes one number at a time. */
const squareRoot = (kernelName: string, name: 'rsqrt' | 'sqrt'): TrainingKernel =>
  trainingKernel<'x'>(kernelName, (stock) => {
    const ofFloats = wasmKernel<Exports, 'x'>({
      module: wasmModule,
      output: ({ x }) => x.shape,
      run: (wasm, at, { x }) => wasm[name]({ ...at, count: util.sizeFromShape(x.shape) }),
    });
    return (call) => (call.inputs.x.dtype === 'float32' ? ofFloats(call) : stock(call));
  });

export const rsqrt = /* @__PURE__ */ squareRoot(Rsqrt, 'rsqrt');
export const sqrt = /* @__PURE__ */ squareRoot(Sqrt, 'sqrt');
