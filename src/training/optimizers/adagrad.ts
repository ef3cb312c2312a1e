import { AdagradOptimizer, backend } from '@tensorflow/tfjs-core';
import { type State, trainingOptimizer } from './trainingOptimizer';

interface Members {
  learningRate: number;
  accumulatedGrads: State;
}

export const adagrad = /* @__PURE__ */ trainingOptimizer<Members, 'squares'>({
  optimizer: AdagradOptimizer,
  state: ({ accumulatedGrads }) => ({ squares: accumulatedGrads }),
  step: ({ learningRate }) => {
    const epsilon = backend().epsilon();
    return (wasm, at) => wasm.adagrad({ ...at, factor: -learningRate, epsilon });
  },
});
