import { AddN, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { tensorOf } from './tensorOf';

/** A program binds eight buffers at most; one of them is the result. */
const most = 7;

/** Stock binds all tensors at once. */
export const addN = /* @__PURE__ */ trainingKernel(AddN, (stock) => (call) => {
  let terms = Object.values(call.inputs) as Tensor[];
  const add = (inputs: Tensor[]) => stock({ ...call, inputs: inputs as never });
  if (terms.length <= most) return add(terms);
  return tidy(() => {
    while (terms.length > most) terms = [tensorOf(add(terms.slice(0, most))), ...terms.slice(most)];
    return tensorOf(add(terms));
  });
});
