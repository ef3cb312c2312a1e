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

export const momentum = /* @__PURE__ */ trainingOptimizer<Members, 'accumulation'>({
  optimizer: MomentumOptimizer,
  state: ({ accumulations }) => ({ accumulation: accumulations }),
  step: ({ c, m, useNesterov }) => {
    const [factor, decay] = [c.dataSync()[0], m.dataSync()[0]];
    return (wasm, at) => wasm.momentum({ ...at, factor, decay, isNesterov: Number(useNesterov) });
  },
});
