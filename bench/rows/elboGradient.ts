import * as tf from '@tensorflow/tfjs-core';
import { elbo } from 'diffblocks/variational';
import type { Row } from '../support/row';
import { withGradients } from '../support/withGradients';

const [batch, pixels, latents] = [128, 784, 20];

export default {
  title: `elbo [${batch}, ${pixels}], ${latents} latents, and its gradient`,
  prepare() {
    const x = tf.randomUniform<tf.Rank.R2>([batch, pixels]);
    const inputs = [pixels, latents, latents].map((size) => tf.randomNormal<tf.Rank.R2>([batch, size]));
    const ours = (logits: tf.Tensor, mean: tf.Tensor, logVariance: tf.Tensor) =>
      elbo(x, { logits }, { mean, logVariance });
    const stock = (logits: tf.Tensor, mean: tf.Tensor, logVariance: tf.Tensor) => {
      const logLikelihood = tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 1);
      const terms = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
      return tf.mean(tf.sub(logLikelihood, tf.mul(0.5, tf.sum(terms, 1))));
    };
    return { ours: withGradients(ours, inputs), stock: withGradients(stock, inputs) };
  },
  torch: {
    prepare: `
from torch.nn.functional import binary_cross_entropy_with_logits
x = torch.rand(${batch}, ${pixels})
inputs = [torch.randn(${batch}, size, requires_grad=True) for size in (${pixels}, ${latents}, ${latents})]
def bound(logits, mean, log_variance):
    misfit = binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    kl = 0.5 * (mean ** 2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -(misfit + kl).mean()`,
    run: 'torch.autograd.grad(bound(*inputs), inputs)',
  },
  // It reads x and the logits, and writes the gradient of the logits. The latents are few.
  work: { bytes: (3 * pixels + 4 * latents) * batch * 4 },
} satisfies Row;
