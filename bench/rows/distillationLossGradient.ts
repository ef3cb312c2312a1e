import * as tf from '@tensorflow/tfjs-core';
import { distillationLoss } from 'diffblocks/distillation';
import type { Row } from '../support/row';
import { withGradients } from '../support/withGradients';

const [batch, classes, temperature] = [128, 1000, 4];

export default {
  title: `distillationLoss [${batch}, ${classes}] and its gradient`,
  prepare() {
    const [student, teacher] = [0, 1].map(() => tf.randomNormal<tf.Rank.R2>([batch, classes], 0, 3));
    const ours = (x: tf.Tensor) => distillationLoss(x, teacher, { temperature });
    const stock = (x: tf.Tensor) => {
      const p = tf.softmax(tf.div(teacher, temperature));
      const logRatio = tf.sub(tf.log(p), tf.logSoftmax(tf.div(x, temperature)));
      return tf.mul(tf.mean(tf.sum(tf.mul(p, logRatio), 1)), temperature ** 2);
    };
    return { ours: withGradients(ours, [student]), stock: withGradients(stock, [student]) };
  },
  torch: {
    prepare: `
from torch.nn.functional import kl_div, log_softmax, softmax
s = torch.randn(${batch}, ${classes}, requires_grad=True)
t = torch.randn(${batch}, ${classes})
def loss():
    p, q = softmax(t / ${temperature}, 1), log_softmax(s / ${temperature}, 1)
    return ${temperature ** 2} * kl_div(q, p, reduction="batchmean")`,
    run: 'torch.autograd.grad(loss(), s)',
  },
  // It reads the student's and the teacher's logits, and writes the gradient.
  work: { bytes: 3 * batch * classes * 4 },
} satisfies Row;
