import { type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** An axis of the output: its length, and how many elements of x lie from one to the next. */
export interface Dimension {
  size: number;
  stride: number;
}

export interface View {
  shape: number[];
  dimensions: Dimension[];
  /** The element of x that comes first. */
  offset?: number;
}

/** A kernel that reads x in other order, or more than once. */
export const stridedCopy = <Attributes extends object>(
  viewOf: (x: TensorInfo, attributes: Attributes) => View,
): KernelFunc =>
  wasmKernel<Exports, 'x', Attributes>({
    module: wasmModule,
    dtypes: ({ x }) => ({ x: x.dtype, output: x.dtype }),
    output: ({ x }, attributes) => viewOf(x, attributes).shape,
    scratch: (_wasm, { x }, attributes) => 8 * Math.max(1, viewOf(x, attributes).dimensions.length),
    run: ({ setDimension, copy }, at, { x }, attributes) => {
      const { shape, dimensions, offset = 0 } = viewOf(x, attributes);
      if (util.sizeFromShape(shape) === 0) return;
      const bytes = util.bytesPerElement(x.dtype);
      const merged = merge(dimensions);
      const dimensionsAt = { dimensions: at.scratch };
      for (const [index, { size, stride }] of merged.entries()) {
        setDimension({ ...dimensionsAt, index, size, stride: stride * bytes });
      }
      copy({ ...dimensionsAt, x: at.x + offset * bytes, output: at.output, rank: merged.length, elementBytes: bytes });
    },
  });

/** Makes one axis of neighbours that are run through as one. */
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
