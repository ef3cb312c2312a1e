import { backend_util, GatherV2, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

interface GatherAttributes {
  axis: number;
  batchDims: number;
}

type GatherInputs = Record<'x' | 'indices', TensorInfo>;

/** Stock looks up every single number. */
export const gatherV2 = /* @__PURE__ */ trainingKernel<'x' | 'indices', GatherAttributes>(GatherV2, (stock) => {
  const gather = wasmKernel<Exports, 'x' | 'indices', GatherAttributes>({
    module: wasmModule,
    dtypes: ({ x }) => ({ x: x.dtype, indices: 'int32', output: x.dtype }),
    output: (inputs, attributes) => shapes(inputs, attributes).outputShape,
    run: (wasm, at, inputs, attributes) => {
      const { batchSize, outerSize, dimSize, sliceSize } = shapes(inputs, attributes);
      const count = util.sizeFromShape(inputs.indices.shape) / batchSize;
      const rowBytes = sliceSize * util.bytesPerElement(inputs.x.dtype);
      wasm.gather({ ...at, batch: batchSize, outer: outerSize, size: dimSize, count, rowBytes });
    },
  });
  return (call) => {
    const { inputs, attrs, backend } = call;
    if (inputs.x.dtype === 'string') return stock(call); // not in the memory of WASM
    requireInside(backend.readSync(inputs.indices.dataId), shapes(inputs, attrs).dimSize);
    return gather(call);
  };
});

const shapes = ({ x, indices }: GatherInputs, { axis, batchDims }: GatherAttributes) => {
  const [parsedAxis] = util.parseAxisParam(axis, x.shape);
  return backend_util.segment_util.collectGatherOpShapeInfo(x, indices, parsedAxis, batchDims ?? 0);
};

/** Checks the indices as stock does, with the same error text. */
function requireInside(indices: ArrayLike<unknown>, size: number): void {
  const outside = Array.prototype.find.call(indices, (index: number) => index < 0 || index >= size);
  if (outside !== undefined) throw new Error(`GatherV2: the index value ${outside} is not in [0, ${size - 1}]`);
}
