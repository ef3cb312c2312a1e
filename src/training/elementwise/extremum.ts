import { Maximum, Minimum } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { onBroadcastPair, stepsOf } from './broadcastPair';
import { type Exports, wasmModule } from './module.generated';

/** Stock loses a NaN of the second input, and returns garbage for more than six axes. */
const extremum = (kernelName: string, name: 'maximum' | 'minimum'): TrainingKernel =>
  trainingKernel<'a' | 'b'>(kernelName, (stock) => {
    const ofFloats = wasmKernel<Exports, 'a' | 'b', { shape: number[] }>({
      module: wasmModule,
      output: (_, { shape }) => shape,
      run: (wasm, at, inputs, attributes) => wasm[name]({ ...at, ...stepsOf(inputs, attributes) }),
    });
    return (call) => {
      const { a, b } = call.inputs;
      return a.dtype === 'float32' && b.dtype === 'float32' ? onBroadcastPair(ofFloats, call) : stock(call);
    };
  });

export const maximum = /* @__PURE__ */ extremum(Maximum, 'maximum');
export const minimum = /* @__PURE__ */ extremum(Minimum, 'minimum');
