import { Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { onBroadcastPair, stepsOf } from '../elementwise/broadcastPair';
import { numberType } from '../numberType';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock compares one number at a time. a < b is computed as b > a. */
const comparison = (
  kernelName: string,
  name: 'greater' | 'greaterEqual' | 'equal' | 'notEqual',
  isSwapped = false,
): TrainingKernel =>
  trainingKernel<'a' | 'b'>(kernelName, (stock) => {
    const compare = wasmKernel<Exports, 'a' | 'b', { shape: number[] }>({
      module: wasmModule,
      dtypes: ({ a }) => ({ a: numberType(a), b: numberType(a), output: 'bool' }),
      output: (_, { shape }) => shape,
      run: (wasm, at, inputs, attributes) => {
        const isInteger = Number(inputs.a.dtype === 'int32');
        wasm[name]({ ...at, ...stepsOf(inputs, attributes), isInteger });
      },
    });
    return (call) => {
      const { a, b } = call.inputs;
      if (a.dtype !== b.dtype || (a.dtype !== 'float32' && a.dtype !== 'int32')) return stock(call);
      return onBroadcastPair(compare, isSwapped ? { ...call, inputs: { a: b, b: a } } : call);
    };
  });

export const greater = /* @__PURE__ */ comparison(Greater, 'greater');
export const greaterEqual = /* @__PURE__ */ comparison(GreaterEqual, 'greaterEqual');
export const less = /* @__PURE__ */ comparison(Less, 'greater', true);
export const lessEqual = /* @__PURE__ */ comparison(LessEqual, 'greaterEqual', true);
export const equal = /* @__PURE__ */ comparison(Equal, 'equal');
export const notEqual = /* @__PURE__ */ comparison(NotEqual, 'notEqual');
