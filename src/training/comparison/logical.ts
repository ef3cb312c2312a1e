import { LogicalAnd, LogicalNot, LogicalOr, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { onBroadcastPair, stepsOf } from '../elementwise/broadcastPair';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock takes one byte at a time. */
const logical = (kernelName: string, name: 'and' | 'or'): TrainingKernel =>
  trainingKernel<'a' | 'b'>(kernelName, () => {
    const ofBools = wasmKernel<Exports, 'a' | 'b', { shape: number[] }>({
      module: wasmModule,
      dtypes: { a: 'bool', b: 'bool', output: 'bool' },
      output: (_, { shape }) => shape,
      run: (wasm, at, inputs, attributes) => wasm[name]({ ...at, ...stepsOf(inputs, attributes) }),
    });
    return (call) => onBroadcastPair(ofBools, call);
  });

export const logicalAnd = /* @__PURE__ */ logical(LogicalAnd, 'and');
export const logicalOr = /* @__PURE__ */ logical(LogicalOr, 'or');
export const logicalNot = /* @__PURE__ */ trainingKernel<'x'>(LogicalNot, () =>
  wasmKernel<Exports, 'x'>({
    module: wasmModule,
    dtypes: { x: 'bool', output: 'bool' },
    output: ({ x }) => x.shape,
    run: ({ not }, at, { x }) => not({ ...at, count: util.sizeFromShape(x.shape) }),
  }),
);
