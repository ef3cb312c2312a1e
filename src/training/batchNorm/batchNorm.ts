import { backend_util, FusedBatchNorm, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { broadcastCopy } from '../stridedCopy/broadcastCopy';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

type Parameter = 'mean' | 'variance' | 'scale' | 'offset';

interface BatchNormAttributes {
  varianceEpsilon: number;
}

const normalized = /* @__PURE__ */ wasmKernel<Exports, 'x' | Parameter, BatchNormAttributes>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  scratch: ({ scratchBytes }, inputs) => scratchBytes(sizesOf(inputs)),
  run: ({ normalize }, at, inputs, { varianceEpsilon: epsilon }) =>
    normalize({ ...at, shift: at.offset, ...sizesOf(inputs), epsilon }),
});

const sizesOf = ({ x, mean }: Record<'x' | 'mean', TensorInfo>) => {
  const channels = util.sizeFromShape(mean.shape);
  return { channels, rows: channels === 0 ? 0 : util.sizeFromShape(x.shape) / channels };
};

/**
 * Stock computes one number at a time. It cycles through mean, variance, scale and offset whatever their shape, so it
 * is right only if they belong to the last axes.
 */
export const batchNorm = /* @__PURE__ */ trainingKernel<'x' | Parameter, BatchNormAttributes>(
  FusedBatchNorm,
  () => (call) => {
    const { x, ...parameters } = call.inputs;
    const given = Object.entries(parameters).filter(([, parameter]) => parameter) as [Parameter, TensorInfo][];
    const shape = given.reduce(
      (all, [, parameter]) => backend_util.assertAndGetBroadcastShape(all, parameter.shape),
      [] as number[],
    );
    const common = isOfLastAxes(shape, x.shape) ? shape : x.shape;
    const copies: TensorInfo[] = [];
    const inputs = { ...call.inputs };
    for (const [name, parameter] of given) {
      if (util.sizeFromShape(parameter.shape) === util.sizeFromShape(common)) continue;
      inputs[name] = broadcastCopy(parameter, common, call.backend);
      copies.push(inputs[name]);
    }
    const result = normalized({ ...call, inputs });
    for (const { dataId } of copies) call.backend.disposeData(dataId);
    return result;
  },
);

/** Whether broadcasting repeats a tensor of that shape as a whole. */
function isOfLastAxes(shape: number[], broadcast: number[]): boolean {
  const first = shape.findIndex((size) => size !== 1);
  const own = first < 0 ? [] : shape.slice(first);
  return own.every((size, axis) => size === broadcast[broadcast.length - own.length + axis]);
}
