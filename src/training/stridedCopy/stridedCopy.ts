import { type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** An axis of the output: its length, and the distance in elements of x from one to the next. */
interface Dimension {
  size: number;
  stride: number;
}

/** A view of x that reads it in another order, or reads elements more than once. */
export interface View {
  shape: number[];
  dimensions: Dimension[];
  /** The index of the first element in x. */
  offset?: number;
}

const copyOf = /* @__PURE__ */ wasmKernel<Exports, 'x', View>({
  module: wasmModule,
  dtypes: ({ x }) => ({ x: x.dtype, output: x.dtype }),
  output: (_, { shape }) => shape,
  scratch: (_wasm, _inputs, { dimensions }) => 8 * Math.max(1, dimensions.length),
  run: ({ setDimension, copy }, at, { x }, { shape, dimensions, offset = 0 }) => {
    if (util.sizeFromShape(shape) === 0) return;
    const bytes = util.bytesPerElement(x.dtype);
    const merged = merge(dimensions);
    for (const [index, { size, stride }] of merged.entries()) {
      setDimension({ dimensions: at.scratch, index, size, stride: stride * bytes });
    }
    copy({
      x: at.x + offset * bytes,
      output: at.output,
      dimensions: at.scratch,
      rank: merged.length,
      elementBytes: bytes,
    });
  },
});

/** Copies a view of x to a new tensor. */
export const stridedCopy = (x: TensorInfo, view: View, backend: KernelBackend): TensorInfo =>
  copyOf({ inputs: { x }, attrs: view, backend });

/** The strides of all axes, including the last one, which tfjs leaves out. */
export const stridesOf = (shape: number[]): number[] => [...util.computeStrides(shape), 1];

/** Merges adjacent axes that can be traversed as one. */
function merge(dimensions: Dimension[]): Dimension[] {
  const merged: Dimension[] = [];
  for (const dimension of dimensions.filter(({ size }) => size > 1)) {
    const outer = merged.at(-1);
    if (outer?.stride === dimension.size * dimension.stride) {
      merged[merged.length - 1] = { size: outer.size * dimension.size, stride: dimension.stride };
    } else merged.push(dimension);
  }
  return merged.length > 0 ? merged : [{ size: 1, stride: 1 }];
}
