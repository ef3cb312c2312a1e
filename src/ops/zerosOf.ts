import { add, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'x', { shape: number[] }>({
  name: 'ZerosOf',
  inputs: ['x'],
  composed: (_, { shape }) => zeros(shape),
  gradient: () => ({}),
});

/**
 * Zeros as a function of tensors whose values have no effect: a term of weight 0, or an empty sum. The tensors get a
 * zero gradient, whereas tf.grad would throw for a tensor that the result does not depend on.
 */
export const zerosOf = <T extends Tensor>(tensors: readonly Tensor[], shape: number[]): T =>
  tensors.map((x) => run({ x }, { shape })).reduce((sum, term) => add(sum, term)) as T;
