import { fill, log, mul, sub, type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { noGradient } from '../../engine/noGradient';
import { isPossible, rowSum, soften } from './soften';
import { temperedSoftmax } from './temperedSoftmax';
import { logSoftmaxWasm } from './wasm';
import { logSoftmaxGradWebgpu, logSoftmaxWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'logits', { temperature: number }>({
  name: 'TemperedLogSoftmax',
  inputs: ['logits'],
  composed: ({ logits }, { temperature }) => {
    const { possible, scaled, total } = soften(logits, temperature);
    return where(possible, sub(scaled, log(total)), fill(logits.shape, Number.NEGATIVE_INFINITY));
  },
  gradient: (dy, { logits }, { temperature }) => ({ logits: () => runGrad({ dy, logits }, { temperature }) }),
  kernels: { wasm: logSoftmaxWasm, webgpu: logSoftmaxWebgpu },
});

/** (dy − p Σ dy) / temperature, where the dy of a logit of −∞ counts as 0. */
const runGrad = /* @__PURE__ */ defineOp<'dy' | 'logits', { temperature: number }>({
  name: 'TemperedLogSoftmaxGrad',
  inputs: ['dy', 'logits'],
  composed: ({ dy, logits }, { temperature }) => {
    const possible = noGradient(() => isPossible(logits));
    const passed = where(possible, dy, zerosLike(dy));
    return mul(sub(passed, mul(temperedSoftmax(logits, temperature), rowSum(passed))), 1 / temperature);
  },
  kernels: { webgpu: logSoftmaxGradWebgpu },
});

/** The logarithm of `temperedSoftmax`; a logit of −∞ stays −∞ and has gradient zero. */
export const temperedLogSoftmax = (logits: Tensor, temperature: number): Tensor => run({ logits }, { temperature });
