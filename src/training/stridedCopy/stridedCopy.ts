import { type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** An axis of the output: its length, and how many elements of x lie from one to the next. */
interface Dimension {
  size: number;
  stride: number;
}

/** A tensor that reads x in another order, or more than once. */
export interface View {
  shape: number[];
  dimensions: Dimension[];
  /** The element of x that comes first. */
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

/** Makes a tensor of a view of x. */
export const stridedCopy = (x: TensorInfo, view: View, backend: KernelBackend): TensorInfo =>
  copyOf({ inputs: { x }, attrs: view, backend });

/** The strides of all axes: tfjs leaves out the last one. */
export const stridesOf = (shape: number[]): number[] => [...util.computeStrides(shape), 1];

/** Merges neighbours that can be run through as one axis. */
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
