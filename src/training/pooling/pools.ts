import { AvgPool, MaxPool } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type PoolAttributes, poolInfo, windows } from './windows';

/** Stock turns NaN into −∞, and computes the wrong size for a number as pad. */
const pool = (kernelName: string, name: 'avgPool' | 'maxPool'): TrainingKernel =>
  trainingKernel<'x', PoolAttributes>(kernelName, () =>
    wasmKernel<Exports, 'x', PoolAttributes>({
      module: wasmModule,
      output: ({ x }, attributes) => poolInfo(x, attributes).outShape,
      run: (wasm, at, { x }, attributes) =>
        wasm[name]({
          ...at,
          ...windows({ input: x, dy: { ...x, shape: poolInfo(x, attributes).outShape } }, attributes),
        }),
    }),
  );

export const avgPool = /* @__PURE__ */ pool(AvgPool, 'avgPool');
export const maxPool = /* @__PURE__ */ pool(MaxPool, 'maxPool');
