import { type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'condition' | 'chosen' | 'otherwise'>({
  name: 'Select',
  inputs: ['condition', 'chosen', 'otherwise'],
  composed: ({ condition, chosen, otherwise }) => where(condition, chosen, otherwise),
  gradient: (dy, { condition }) => ({
    chosen: () => select(condition, dy, zerosLike(dy)),
    otherwise: () => select(condition, zerosLike(dy), dy),
  }),
});

/**
 * `tf.where` of two tensors of equal shape, with a gradient of 0 for each entry that was not chosen. tfjs multiplies
 * that gradient by 0 instead, so a NaN or infinite gradient becomes NaN. The condition may broadcast.
 */
export const select = (condition: Tensor, chosen: Tensor, otherwise: Tensor): Tensor =>
  run({ condition, chosen, otherwise });
