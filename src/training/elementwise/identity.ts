import { Identity } from '@tensorflow/tfjs-core';
import { share } from '../../internal/share';
import { trainingKernel } from '../trainingKernel';

/**
 * Stock copies the numbers, where other backends share them. tfjs saves a clone of each tensor that a gradient needs
 * and clones the inputs of many ops, so copies would make up most of the memory of a gradient.
 */
export const identity = /* @__PURE__ */ trainingKernel<'x'>(Identity, (stock) => (call) => {
  const { x } = call.inputs;
  return x.dtype === 'string' ? stock(call) : share(x, call.backend);
});
