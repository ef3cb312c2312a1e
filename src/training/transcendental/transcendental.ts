import {
  Cast,
  Cos,
  Erf,
  Exp,
  Expm1,
  Log,
  Log1p,
  Selu,
  Sigmoid,
  Sin,
  Softplus,
  Tanh,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../internal/typedKernel';
import type { WasmBackend } from '../../wasm/wasmBackend';
import { type WasmModule, wasmKernel } from '../../wasm/wasmKernel';
import { largestMagnitude } from '../reduction/largestMagnitude';
import { runKernelNamed } from '../runKernelNamed';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { wasmModule as erfModule } from './erf/module.generated';
import { wasmModule as expModule } from './exp/module.generated';
import { wasmModule as expm1Module } from './expm1/module.generated';
import { wasmModule as logModule } from './log/module.generated';
import { wasmModule as log1pModule } from './log1p/module.generated';
import { wasmModule as seluModule } from './selu/module.generated';
import { wasmModule as sigmoidModule } from './sigmoid/module.generated';
import { wasmModule as sineModule } from './sine/module.generated';
import { wasmModule as softplusModule } from './softplus/module.generated';
import { wasmModule as tanhModule } from './tanh/module.generated';

type Function = (named: { x: number; output: number; count: number; quarters: number }) => void;

/** From here on `sine` is not accurate. */
const TOO_LARGE = 2 ** 28;

/**
 * Stock computes one number at a time, and reads integers and bools as floats. These are within two units in the last
 * place; stock's sigmoid is vectors, but 3.3 units off, and 0 below −87.4; its sin and cos are right to six digits after
 * the point only. Each has a module of its own, because the compiler inlines only what is called once, and a loop with a
 * call computes the constants of the series again in every iteration. Only `sine` takes `quarters`; JavaScript's
 * `exactly` computes what is too large for it.
 */
const transcendental = (
  kernelName: string,
  name: string,
  module: WasmModule<Record<string, Function>>,
  { quarters, exactly }: { quarters: number; exactly?: (x: number) => number } = { quarters: 0 },
): TrainingKernel =>
  trainingKernel<'x'>(kernelName, () => {
    const ofFloats = wasmKernel<Record<string, Function>, 'x'>({
      module,
      output: ({ x }) => x.shape,
      products: ({ x }) => 32 * util.sizeFromShape(x.shape), // as long as so many products for each number
      run: (_, at, { x }, _attributes, { spread }) => {
        const named = { ...at, quarters, count: util.sizeFromShape(x.shape) };
        spread(name, named, { units: 'count', bytes: { x: 4, output: 4 } });
      },
    });
    const compute = (call: KernelCall<{ x: TensorInfo }, object>) => {
      const result = ofFloats(call);
      if (exactly && !(largestMagnitude(call.inputs.x, call.backend) < TOO_LARGE)) {
        const [from, to] = [call.inputs.x, result].map((x) => (call.backend as WasmBackend).typedArrayFromHeap(x));
        for (const [index, x] of from.entries()) if (Math.abs(x) >= TOO_LARGE) to[index] = exactly(x);
      }
      return result;
    };
    return (call) => {
      const { x } = call.inputs;
      if (x.dtype === 'float32') return compute(call);
      const floats = runKernelNamed(Cast, call.backend, { x }, { dtype: 'float32' });
      const result = compute({ ...call, inputs: { x: floats } });
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
export const sigmoid = /* @__PURE__ */ transcendental(Sigmoid, 'sigmoid', sigmoidModule);
export const selu = /* @__PURE__ */ transcendental(Selu, 'selu', seluModule);
export const erf = /* @__PURE__ */ transcendental(Erf, 'erf', erfModule);
export const sin = /* @__PURE__ */ transcendental(Sin, 'sine', sineModule, { quarters: 0, exactly: Math.sin });
export const cos = /* @__PURE__ */ transcendental(Cos, 'sine', sineModule, { quarters: 1, exactly: Math.cos });
