import { ClipByValue, LeakyRelu, Relu, Relu6, Rsqrt, Sign, Sqrt, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { runKernelNamed } from '../runKernelNamed';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** A function of each float32 number; integers stay with stock. Only `leakyRelu` has the attribute. */
const unary = (kernelName: string, name: 'leakyRelu' | 'relu' | 'rsqrt' | 'sign' | 'sqrt'): TrainingKernel =>
  trainingKernel<'x', { alpha: number }>(kernelName, (stock) => {
    const ofFloats = wasmKernel<Exports, 'x', { alpha: number }>({
      module: wasmModule,
      output: ({ x }) => x.shape,
      run: (wasm, at, { x }, attributes) => wasm[name]({ ...at, ...attributes, count: util.sizeFromShape(x.shape) }),
    });
    return (call) => (call.inputs.x.dtype === 'float32' ? ofFloats(call) : stock(call));
  });

/** Stock gives 0 for a NaN with a negative sign, as in ∞ − ∞. */
export const relu = /* @__PURE__ */ unary(Relu, 'relu');

/** Stock gives 0 for NaN. */
export const relu6 = /* @__PURE__ */ trainingKernel<'x'>(
  Relu6,
  () =>
    ({ inputs: { x }, backend }) =>
      runKernelNamed(ClipByValue, backend, { x }, { clipValueMin: 0, clipValueMax: 6 }),
);

/** Stock returns 0 below about 1e-7. */
export const sign = /* @__PURE__ */ unary(Sign, 'sign');

/** Stock computes these one number at a time. */
export const leakyRelu = /* @__PURE__ */ unary(LeakyRelu, 'leakyRelu');
export const rsqrt = /* @__PURE__ */ unary(Rsqrt, 'rsqrt');
export const sqrt = /* @__PURE__ */ unary(Sqrt, 'sqrt');
