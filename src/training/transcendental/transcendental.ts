import { Cast, Erf, Exp, Expm1, Log, Log1p, Selu, Softplus, Tanh, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { runKernelNamed } from '../runKernelNamed';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock computes one number at a time, and its `exp` of bools is garbage. */
const transcendental = (kernelName: string, name: keyof Exports): TrainingKernel =>
  trainingKernel<'x'>(kernelName, (stock) => {
    const ofFloats = wasmKernel<Exports, 'x'>({
      module: wasmModule,
      output: ({ x }) => x.shape,
      run: (wasm, at, { x }) => wasm[name]({ ...at, count: util.sizeFromShape(x.shape) }),
    });
    return (call) => {
      const { x } = call.inputs;
      if (x.dtype === 'float32') return ofFloats(call);
      if (kernelName !== Exp) return stock(call);
      const floats = runKernelNamed(Cast, call.backend, { x }, { dtype: 'float32' });
      const result = ofFloats({ ...call, inputs: { x: floats } });
      call.backend.disposeData(floats.dataId);
      return result;
    };
  });

export const exp = /* @__PURE__ */ transcendental(Exp, 'exp');
export const expm1 = /* @__PURE__ */ transcendental(Expm1, 'expm1');
export const log = /* @__PURE__ */ transcendental(Log, 'log');
export const log1p = /* @__PURE__ */ transcendental(Log1p, 'log1p');
export const tanh = /* @__PURE__ */ transcendental(Tanh, 'tanh');
export const softplus = /* @__PURE__ */ transcendental(Softplus, 'softplus');
export const selu = /* @__PURE__ */ transcendental(Selu, 'selu');
export const erf = /* @__PURE__ */ transcendental(Erf, 'erf');
