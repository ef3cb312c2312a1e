import * as tf from '@tensorflow/tfjs-core';
import { lbfgs } from 'diffblocks/optimize';
import type { Row } from '../support/row';

const size = 1000;
const iterations = 40;

export default {
  title: `lbfgs, ${iterations} iterations on Rosenbrock's function of ${size} numbers`,
  prepare() {
    const start = tf.tidy(() => tf.sub(tf.mul(0.8, tf.mod(tf.range(0, size), 2)), 0.4));
    const rosenbrock = (x: tf.Tensor) => {
      const [head, tail] = [tf.slice(x, 0, size - 1), tf.slice(x, 1, size - 1)];
      const valley = tf.square(tf.sub(tail, tf.square(head)));
      return tf.sum(tf.add(tf.mul(100, valley), tf.square(tf.sub(1, head)))) as tf.Scalar;
    };
    const minimize = async () => (await lbfgs(rosenbrock, start, { maxIterations: iterations })).x;
    return { ours: minimize };
  },
  torch: {
    prepare: `
start = 0.8 * (torch.arange(${size}) % 2) - 0.4
def minimize():
    x = start.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([x], max_iter=${iterations}, history_size=10, line_search_fn='strong_wolfe',
                                  tolerance_grad=0, tolerance_change=0)
    def closure():
        optimizer.zero_grad()
        loss = (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()
        loss.backward()
        return loss
    optimizer.step(closure)`,
    run: 'minimize()',
  },
  // Per iteration the two loops read and write about 40 vectors, the loss about 20.
  work: { bytes: 60 * 4 * size * iterations },
} satisfies Row;
