import { AvgPool, MaxPool } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { isStockRight } from '../convolutionGeometry';
import { sides } from '../explicitPad';
import { areFinite } from '../reduction/areFinite';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type PoolAttributes, poolInfo, windows } from './windows';

/**
 * Stock turns NaN into −∞, and computes the wrong size for a number as pad. It is slower for windows of `few` numbers
 * or fewer, and faster for larger ones, although their numbers are tested first.
 */
const pool = (kernelName: string, name: 'avgPool' | 'maxPool', few: number): TrainingKernel =>
  trainingKernel<'x', PoolAttributes>(kernelName, (stock) => {
    const ours = wasmKernel<Exports, 'x', PoolAttributes>({
      module: wasmModule,
      output: ({ x }, attributes) => poolInfo(x, attributes).outShape,
      scratch: ({ windowsBytes }) => windowsBytes(),
      run: (wasm, at, { x }, attributes) => {
        const dy = { ...x, shape: poolInfo(x, attributes).outShape };
        const named = { ...at, windows: at.scratch, y: at.output, ...windows({ input: x, dy }, attributes) };
        wasm.setWindows(named);
        wasm[name](named);
      },
    });
    return (call) => {
      const { x } = call.inputs;
      if (x.dtype !== 'float32') return stock(call); // stock rejects it
      const info = poolInfo(x, call.attrs);
      const isSmall = info.filterHeight * info.filterWidth <= few;
      if (isSmall || !isStockRight(info) || !areFinite(call.inputs, call.backend)) return ours(call);
      return stock({ ...call, attrs: { ...call.attrs, pad: sides(info.padInfo) } });
    };
  });

export const avgPool = /* @__PURE__ */ pool(AvgPool, 'avgPool', 0);
export const maxPool = /* @__PURE__ */ pool(MaxPool, 'maxPool', 4);
