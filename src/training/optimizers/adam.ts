import { AdamOptimizer, mul, tidy, type Variable } from '@tensorflow/tfjs-core';
import { type State, trainingOptimizer } from './trainingOptimizer';

interface Members {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Powers of β₁ and β₂: of the number of steps, this one included. */
  accBeta1: Variable;
  accBeta2: Variable;
  accumulatedFirstMoment: State;
  accumulatedSecondMoment: State;
}

export const adam = /* @__PURE__ */ trainingOptimizer<Members, 'first' | 'second', 'adam'>({
  optimizer: AdamOptimizer,
  state: ({ accumulatedFirstMoment, accumulatedSecondMoment }) => ({
    first: accumulatedFirstMoment,
    second: accumulatedSecondMoment,
  }),
  name: 'adam',
  settings: ({ learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 }) => {
    const [divisor1, divisor2] = [1 - accBeta1.dataSync()[0], 1 - accBeta2.dataSync()[0]];
    return {
      factor: -learningRate,
      beta1,
      rest1: 1 - beta1,
      divisor1,
      beta2,
      rest2: 1 - beta2,
      divisor2,
      epsilon,
    };
  },
  end: ({ beta1, beta2, accBeta1, accBeta2 }) =>
    tidy(() => {
      accBeta1.assign(mul(accBeta1, beta1));
      accBeta2.assign(mul(accBeta2, beta2));
    }),
});
