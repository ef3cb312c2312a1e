import { engine, Tensor } from '@tensorflow/tfjs-core';
import { gelu } from '../gelu/gelu';
import type { TrainingLayer } from './trainingLayer';

/** tfjs takes five passes over memory, and six for the gradient. */
export const geluActivation: TrainingLayer = {
  className: 'gelu',
  method: 'apply',
  replace: (stock) =>
    function (x) {
      const isUsual = engine().backendName === 'wasm' && x instanceof Tensor && x.dtype === 'float32';
      return isUsual ? gelu(x) : stock.call(this, x);
    },
};
