import {
  _FusedMatMul,
  add,
  BatchMatMul,
  backend_util,
  broadcastTo,
  matMul,
  type Tensor,
  tidy,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { activated, isActivationSafe } from './activated';
import { tensorOf } from './tensorOf';

interface MatMulAttributes {
  transposeA: boolean;
  transposeB: boolean;
}

/** Stock throws if the batches broadcast each other, and is invalid over an axis of length 0. */
export const batchMatMul = /* @__PURE__ */ trainingKernel<'a' | 'b', MatMulAttributes>(
  BatchMatMul,
  (stock) => (call) => {
    const { a, b } = call.inputs as Record<'a' | 'b', Tensor>;
    const { transposeA, transposeB } = call.attrs;
    const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    if (a.size === 0 || b.size === 0) {
      const [rows, columns] = [a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!];
      return zeros([...batch, rows, columns]);
    }
    if ([a, b].every((x) => isBatchSimple(x.shape.slice(0, -2), batch))) return stock(call);
    return tidy(() => {
      const [left, right] = [a, b].map((x) => broadcastTo(x, [...batch, ...x.shape.slice(-2)]));
      return tensorOf(stock({ ...call, inputs: { a: left, b: right } }));
    });
  },
);

/** Whether the batch is whole or a single matrix. */
const isBatchSimple = (own: number[], batch: number[]) => util.sizeFromShape(own) === 1 || util.arraysEqual(own, batch);

interface FusedMatMulAttributes extends MatMulAttributes {
  activation: string;
  leakyreluAlpha?: number;
}

/** The same faults, and activations that lose NaN. */
export const fusedMatMul = /* @__PURE__ */ trainingKernel<
  'a' | 'b' | 'bias' | 'preluActivationWeights',
  FusedMatMulAttributes
>(_FusedMatMul, (stock) => (call) => {
  const { a, b, bias, preluActivationWeights } = call.inputs as Record<string, Tensor>;
  const { transposeA, transposeB, activation, leakyreluAlpha } = call.attrs;
  const [ofA, ofB] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const isPlain = a.size > 0 && b.size > 0 && util.arraysEqual(ofA, ofB);
  if (isPlain && isActivationSafe(activation)) return stock(call);
  return tidy(() => {
    const product = matMul(a, b, transposeA, transposeB);
    const sum = bias ? add(product, bias) : product;
    return activated(sum, activation, preluActivationWeights, leakyreluAlpha);
  });
});
