import { backend_util, Maximum, Minimum, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { broadcastCopy } from '../stridedCopy/broadcastCopy';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock loses a NaN of the second input, and returns garbage for more than six axes. */
const extremum = (kernelName: string, name: 'maximum' | 'minimum'): TrainingKernel =>
  trainingKernel<'a' | 'b'>(kernelName, (stock) => {
    const ofFloats = wasmKernel<Exports, 'a' | 'b', { shape: number[] }>({
      module: wasmModule,
      output: (_, { shape }) => shape,
      run: (wasm, at, { a, b }, { shape }) => {
        const count = util.sizeFromShape(shape);
        const step = (x: TensorInfo) => Number(util.sizeFromShape(x.shape) === count);
        wasm[name]({ ...at, count, stepA: step(a), stepB: step(b) });
      },
    });
    return (call) => {
      const { a, b } = call.inputs;
      if (a.dtype !== 'float32' || b.dtype !== 'float32') return stock(call);
      const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const sizes = [1, util.sizeFromShape(shape)];
      const copies: TensorInfo[] = [];
      const broadcast = (x: TensorInfo) => {
        if (sizes.includes(util.sizeFromShape(x.shape))) return x;
        copies.push(broadcastCopy(x, shape, call.backend));
        return copies.at(-1)!;
      };
      const result = ofFloats({ ...call, inputs: { a: broadcast(a), b: broadcast(b) }, attrs: { shape } });
      for (const { dataId } of copies) call.backend.disposeData(dataId);
      return result;
    };
  });

export const maximum = /* @__PURE__ */ extremum(Maximum, 'maximum');
export const minimum = /* @__PURE__ */ extremum(Minimum, 'minimum');
