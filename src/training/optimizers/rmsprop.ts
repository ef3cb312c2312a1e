import { RMSPropOptimizer } from '@tensorflow/tfjs-core';
import { type State, trainingOptimizer } from './trainingOptimizer';

interface Members {
  learningRate: number;
  decay: number;
  momentum: number;
  epsilon: number;
  centered: boolean;
  accumulatedMeanSquares: State;
  accumulatedMoments: State;
  accumulatedMeanGrads: State;
}

export const rmsprop = /* @__PURE__ */ trainingOptimizer<Members, 'squares' | 'moments' | 'means', 'rmsprop'>({
  optimizer: RMSPropOptimizer,
  state: ({ centered, accumulatedMeanSquares, accumulatedMoments, accumulatedMeanGrads }) => ({
    squares: accumulatedMeanSquares,
    moments: accumulatedMoments,
    means: centered ? accumulatedMeanGrads : undefined,
  }),
  name: 'rmsprop',
  settings: ({ learningRate: rate, decay, momentum, epsilon }) => ({
    rate,
    decay,
    rest: 1 - decay,
    momentum,
    epsilon,
  }),
});
