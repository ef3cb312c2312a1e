import { engine, ones, reshape, Tensor, util, zeros } from '@tensorflow/tfjs-core';
import { tidy } from '../../engine/gradients';
import { layerNorm } from '../layerNorm/layerNorm';
import type { TrainingLayer } from './trainingLayer';

/** Members of the layer; tfjs declares most of them private. */
interface Members {
  /** The normalized axes, once the layer is built. */
  axis: number[];
  epsilon: number;
  gamma: { read(): Tensor } | null;
  beta: { read(): Tensor } | null;
}

/** tfjs repeats mean, variance, scale and offset to the size of the input, and sums the gradients of the copies. */
export const layerNormalization: TrainingLayer = {
  className: 'LayerNormalization',
  method: 'call',
  replace: (stock) =>
    function (inputs, options) {
      const { axis, epsilon, gamma, beta } = this as Members;
      const [x, ...others] = [inputs].flat();
      const isUsual = x instanceof Tensor && others.length === 0 && x.dtype === 'float32';
      if (engine().backendName !== 'wasm' || !isUsual || !areLast(axis, x.rank))
        return stock.call(this, inputs, options);
      return tidy(() => {
        const features = util.sizeFromShape(axis.map((index) => x.shape[index]));
        const rows = features === 0 ? 0 : x.size / features;
        const scale = gamma ? reshape(gamma.read(), [features]) : ones([features]);
        const offset = beta ? reshape(beta.read(), [features]) : zeros([features]);
        return reshape(layerNorm(reshape(x, [rows, features]), scale, offset, epsilon), x.shape);
      });
    },
};

/** Whether these are the last axes, in order. */
const areLast = (axes: number[], rank: number) => axes.every((axis, index) => axis === rank - axes.length + index);
