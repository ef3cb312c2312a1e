import {
  add,
  cast,
  Elu,
  Erf,
  Exp,
  exp,
  greater,
  log,
  minimum,
  mul,
  Pow,
  pow,
  Relu,
  Sigmoid,
  Softmax,
  sigmoid,
  softmax,
  step,
  sub,
  sum,
  Tanh,
  type Tensor,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { MendedGradient } from '../../engine/recordAs';
import { reluGradient } from '../elementwise/reluGradient';
import { erfGradient, tanhGradient } from '../transcendental/slopes/slopeProducts';
import { sumTo } from './sumTo';

/** tfjs takes several passes for these gradients. */
const inOnePass = (kernelName: string, gradient: (dy: Tensor, x: Tensor) => Tensor): MendedGradient => ({
  kernelName,
  inputs: ['x'],
  gradient: (dy, { x }) => ({ x: () => gradient(dy, cast(x, 'float32')) }),
});

/** tfjs saves the output for these gradients, and that cuts the second derivative: for exp it is silently 0. */
const ofInput = (kernelName: string, derivative: (x: Tensor) => Tensor): MendedGradient => ({
  kernelName,
  inputs: ['x'],
  gradient: (dy, { x }) => ({ x: () => mul(dy, derivative(x)) }),
});

const slopeOfSigmoid = (x: Tensor): Tensor => {
  const y = sigmoid(x);
  return mul(y, sub(1, y));
};

const slopeOfElu = (x: Tensor): Tensor => {
  const positive = step(x);
  return add(positive, mul(sub(1, positive), exp(minimum(x, 0))));
};

const softmaxGradient: MendedGradient = {
  kernelName: Softmax,
  inputs: ['logits'],
  gradient: (dy, { logits }, { dim }) => ({
    logits: () => {
      const y = softmax(logits, dim);
      const weighted = mul(dy, y);
      return sub(weighted, mul(sum(weighted, dim, true), y));
    },
  }),
};

const powGradient: MendedGradient = {
  kernelName: Pow,
  inputs: ['a', 'b'],
  gradient: (dy, { a, b }) => ({
    a: () => sumTo(mul(dy, mul(b, pow(a, sub(b, 1)))), a.shape),
    b: () => {
      const positive = greater(a, 0);
      const logarithm = where(positive, log(where(positive, a, add(zerosLike(a), 1))), zerosLike(a));
      return sumTo(mul(dy, mul(pow(a, b), logarithm)), b.shape);
    },
  }),
};

export const activationGradients: readonly MendedGradient[] = [
  ofInput(Exp, exp),
  ofInput(Sigmoid, slopeOfSigmoid),
  inOnePass(Tanh, tanhGradient),
  inOnePass(Erf, erfGradient),
  inOnePass(Relu, reluGradient),
  ofInput(Elu, slopeOfElu),
  softmaxGradient,
  powGradient,
];
