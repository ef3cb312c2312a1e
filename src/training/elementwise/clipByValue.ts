import { Cast, ClipByValue, type DataType, type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { numberType } from '../numberType';
import { runKernelNamed } from '../runKernelNamed';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

interface ClipAttributes {
  clipValueMin: number;
  clipValueMax: number;
}

const clipped = /* @__PURE__ */ wasmKernel<Exports, 'x', ClipAttributes>({
  module: wasmModule,
  dtypes: ({ x }) => ({ x: numberType(x), output: numberType(x) }),
  output: ({ x }) => x.shape,
  run: ({ clip, clipIntegers }, at, { x }, { clipValueMin, clipValueMax }) => {
    const count = util.sizeFromShape(x.shape);
    if (x.dtype === 'float32') clip({ ...at, count, low: clipValueMin, high: clipValueMax });
    else clipIntegers({ ...at, count, low: asInt32(clipValueMin), high: asInt32(clipValueMax) });
  },
});

/** Stock turns NaN into the lower bound, and reads the bits of integers as floats. */
export const clipByValue = /* @__PURE__ */ trainingKernel<'x', ClipAttributes>(ClipByValue, () => (call) => {
  const { x } = call.inputs;
  if (x.dtype !== 'bool') return clipped(call);
  const integers = cast(x, 'int32', call.backend);
  const result = clipped({ ...call, inputs: { x: integers } });
  const bools = cast(result, 'bool', call.backend);
  for (const { dataId } of [integers, result]) call.backend.disposeData(dataId);
  return bools;
});

const cast = (x: TensorInfo, dtype: DataType, backend: KernelBackend) =>
  runKernelNamed(Cast, backend, { x }, { dtype });

/** The bound as an int32 tensor stores it, or the nearest int32 value for a bound out of range. */
const asInt32 = (bound: number) => Math.max(-(2 ** 31), Math.min(Math.trunc(bound), 2 ** 31 - 1));
