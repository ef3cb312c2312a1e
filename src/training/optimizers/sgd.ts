import { type Scalar, SGDOptimizer } from '@tensorflow/tfjs-core';
import { trainingOptimizer } from './trainingOptimizer';

interface Members {
  /** The negative learning rate. */
  c: Scalar;
}

export const sgd = /* @__PURE__ */ trainingOptimizer<Members, never, 'sgd'>({
  optimizer: SGDOptimizer,
  state: () => ({}),
  name: 'sgd',
  settings: ({ c }) => ({ factor: c.dataSync()[0] }),
});
