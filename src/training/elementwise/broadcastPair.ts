import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { KernelCall, TypedKernel } from '../../internal/typedKernel';
import { broadcastCopy } from '../stridedCopy/broadcastCopy';

type Pair = Record<'a' | 'b', TensorInfo>;

/** The result's shape. */
interface PairAttributes {
  shape: number[];
}

/** Runs a kernel that takes tensors of the result's size and single numbers. Others are first copied to that size. */
export function onBroadcastPair(
  kernel: TypedKernel<Pair, PairAttributes>,
  { inputs, backend }: KernelCall<Pair, object>,
) {
  const shape = backend_util.assertAndGetBroadcastShape(inputs.a.shape, inputs.b.shape);
  const sizes = [1, util.sizeFromShape(shape)];
  const copies: TensorInfo[] = [];
  const broadcast = (x: TensorInfo) => {
    if (sizes.includes(util.sizeFromShape(x.shape))) return x;
    copies.push(broadcastCopy(x, shape, backend));
    return copies.at(-1)!;
  };
  const result = kernel({ inputs: { a: broadcast(inputs.a), b: broadcast(inputs.b) }, attrs: { shape }, backend });
  for (const { dataId } of copies) backend.disposeData(dataId);
  return result;
}

/** The number of results, and for each input 1, or 0 if it is a single number. */
export function stepsOf({ a, b }: Pair, { shape }: PairAttributes) {
  const count = util.sizeFromShape(shape);
  const step = (x: TensorInfo) => Number(util.sizeFromShape(x.shape) === count);
  return { count, stepA: step(a), stepB: step(b) };
}
