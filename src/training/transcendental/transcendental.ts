import { Cast, Erf, Exp, Expm1, Log, Log1p, Selu, Softplus, Tanh, util } from '@tensorflow/tfjs-core';
import { type WasmModule, wasmKernel } from '../../wasm/wasmKernel';
import { runKernelNamed } from '../runKernelNamed';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { wasmModule as erfModule } from './erf/module.generated';
import { wasmModule as expModule } from './exp/module.generated';
import { wasmModule as expm1Module } from './expm1/module.generated';
import { wasmModule as logModule } from './log/module.generated';
import { wasmModule as log1pModule } from './log1p/module.generated';
import { wasmModule as seluModule } from './selu/module.generated';
import { wasmModule as softplusModule } from './softplus/module.generated';
import { wasmModule as tanhModule } from './tanh/module.generated';

type Function = (named: { x: number; output: number; count: number }) => void;

/**
 * Stock computes one number at a time, and reads integers and bools as floats. These are within two units in the last place
 * (selu 2.5). Each has a module of its own, because the compiler inlines only what is called once, and a loop with a
 * call computes the constants of the series again in every iteration.
 */
const transcendental = <Name extends string>(
  kernelName: string,
  name: Name,
  module: WasmModule<Record<Name, Function>>,
): TrainingKernel =>
  trainingKernel<'x'>(kernelName, () => {
    const ofFloats = wasmKernel<Record<Name, Function>, 'x'>({
      module,
      output: ({ x }) => x.shape,
      run: (wasm, at, { x }) => wasm[name]({ ...at, count: util.sizeFromShape(x.shape) }),
    });
    return (call) => {
      const { x } = call.inputs;
      if (x.dtype === 'float32') return ofFloats(call);
      const floats = runKernelNamed(Cast, call.backend, { x }, { dtype: 'float32' });
      const result = ofFloats({ ...call, inputs: { x: floats } });
      call.backend.disposeData(floats.dataId);
      return result;
    };
  });

export const exp = /* @__PURE__ */ transcendental(Exp, 'exp', expModule);
export const expm1 = /* @__PURE__ */ transcendental(Expm1, 'expm1', expm1Module);
export const log = /* @__PURE__ */ transcendental(Log, 'log', logModule);
export const log1p = /* @__PURE__ */ transcendental(Log1p, 'log1p', log1pModule);
export const tanh = /* @__PURE__ */ transcendental(Tanh, 'tanh', tanhModule);
export const softplus = /* @__PURE__ */ transcendental(Softplus, 'softplus', softplusModule);
export const selu = /* @__PURE__ */ transcendental(Selu, 'selu', seluModule);
export const erf = /* @__PURE__ */ transcendental(Erf, 'erf', erfModule);
