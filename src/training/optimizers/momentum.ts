import { MomentumOptimizer, type Scalar } from '@tensorflow/tfjs-core';
import { type State, trainingOptimizer } from './trainingOptimizer';

interface Members {
  /** The negative learning rate. */
  c: Scalar;
  /** The momentum. tfjs does not read the number `momentum`. */
  m: Scalar;
  useNesterov: boolean;
  accumulations: State;
}

export const momentum = /* @__PURE__ */ trainingOptimizer<Members, 'accumulation', 'momentum'>({
  optimizer: MomentumOptimizer,
  state: ({ accumulations }) => ({ accumulation: accumulations }),
  name: 'momentum',
  settings: ({ c, m, useNesterov }) => ({
    factor: c.dataSync()[0],
    decay: m.dataSync()[0],
    isNesterov: Number(useNesterov),
  }),
});
