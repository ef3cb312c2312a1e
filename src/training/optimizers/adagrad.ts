import { AdagradOptimizer, backend } from '@tensorflow/tfjs-core';
import { type State, trainingOptimizer } from './trainingOptimizer';

interface Members {
  learningRate: number;
  accumulatedGrads: State;
}

export const adagrad = /* @__PURE__ */ trainingOptimizer<Members, 'squares', 'adagrad'>({
  optimizer: AdagradOptimizer,
  state: ({ accumulatedGrads }) => ({ squares: accumulatedGrads }),
  name: 'adagrad',
  settings: ({ learningRate }) => ({ factor: -learningRate, epsilon: backend().epsilon() }),
});
