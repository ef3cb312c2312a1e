import { type Scalar, SGDOptimizer } from '@tensorflow/tfjs-core';
import { trainingOptimizer } from './trainingOptimizer';

interface Members {
  /** The negative learning rate. */
  c: Scalar;
}

export const sgd = /* @__PURE__ */ trainingOptimizer<Members, never>({
  optimizer: SGDOptimizer,
  state: () => ({}),
  step: ({ c }) => {
    const [factor] = c.dataSync();
    return (wasm, at) => wasm.sgd({ ...at, factor });
  },
});
