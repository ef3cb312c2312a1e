import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [rows, features] = [2048, 256];

const shared: Pick<Row, 'torch' | 'work'> = {
  torch: {
    prepare: `
x = torch.randn(${rows}, ${features}, requires_grad=True)
scale, offset = torch.ones(${features}, requires_grad=True), torch.zeros(${features}, requires_grad=True)
dy = torch.randn(${rows}, ${features})
layer_norm = torch.nn.functional.layer_norm`,
    run: `torch.autograd.grad(layer_norm(x, [${features}], scale, offset), (x, scale, offset), dy)`,
  },
  // Forward x is read twice and y written; backward x and dy are read twice and dx written.
  work: { bytes: 4 * 8 * rows * features },
};

export default [
  {
    title: `tf.layers.layerNormalization of [${rows}, ${features}], with its gradients`,
    prepare() {
      const [x, dy] = [tf.randomNormal([rows, features]), tf.randomNormal([rows, features])];
      const layer = layers.layerNormalization({ epsilon: 1e-5 });
      layer.apply(x);
      const inputs = [x, ...layer.weights.map((weight) => weight.read())];
      const gradients = () => {
        const { value, grads } = tf.engine().gradients(() => layer.apply(x) as tf.Tensor, inputs, dy, true);
        value.dispose();
        return grads;
      };
      return { ours: withTrainingKernels(gradients) }; // stock takes 2.6 s
    },
    ...shared,
  },
  {
    title: `layer normalization of [${rows}, ${features}], composed, with its gradients`,
    prepare() {
      const [x, dy] = [tf.randomNormal([rows, features]), tf.randomNormal([rows, features])];
      const [scale, offset] = [tf.ones([features]), tf.zeros([features])];
      const normalized = (a: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
        const { mean, variance } = tf.moments(a, -1, true);
        const centred = tf.sub(a, mean);
        return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
      };
      const gradients = () => tf.grads(normalized)([x, scale, offset], dy);
      return { ours: withTrainingKernels(gradients), stock: gradients };
    },
    ...shared,
  },
] satisfies Row[];
