import { AvgPool, MaxPool } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { isStockRight } from '../convolutionGeometry';
import { sides } from '../explicitPad';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { largestOf } from '../winograd/largestOf';
import { type Exports, wasmModule } from './module.generated';
import { type PoolAttributes, poolInfo, windows } from './windows';

/** Stock turns NaN into −∞, and computes the wrong size for a number as pad. */
const pool = (kernelName: string, name: 'avgPool' | 'maxPool'): TrainingKernel =>
  trainingKernel<'x', PoolAttributes>(kernelName, (stock) => {
    const ours = wasmKernel<Exports, 'x', PoolAttributes>({
      module: wasmModule,
      output: ({ x }, attributes) => poolInfo(x, attributes).outShape,
      run: (wasm, at, { x }, attributes) =>
        wasm[name]({
          ...at,
          ...windows({ input: x, dy: { ...x, shape: poolInfo(x, attributes).outShape } }, attributes),
        }),
    });
    return (call) => {
      const { x } = call.inputs;
      if (x.dtype !== 'float32') return stock(call); // stock rejects it
      const info = poolInfo(x, call.attrs);
      if (!isStockRight(info) || !Number.isFinite(largestOf(x, call.backend))) return ours(call);
      return stock({ ...call, attrs: { ...call.attrs, pad: sides(info.padInfo) } });
    };
  });

export const avgPool = /* @__PURE__ */ pool(AvgPool, 'avgPool');
export const maxPool = /* @__PURE__ */ pool(MaxPool, 'maxPool');
