import * as tf from '@tensorflow/tfjs-core';
import { elbo, reparameterize } from 'diffblocks/variational';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [batch, pixels, hidden, latents] = [100, 784, 400, 20];

/** Inputs and outputs of each layer: the encoder, the mean, the log variance, and two layers of the decoder. */
const layers = [
  [pixels, hidden],
  [hidden, latents],
  [hidden, latents],
  [latents, hidden],
  [hidden, pixels],
];

export default {
  title: `VAE ${pixels}-${hidden}-${latents}, a training step on ${batch} images`,
  prepare() {
    const x = tf.randomUniform<tf.Rank.R2>([batch, pixels]);
    const noise = tf.randomNormal<tf.Rank.R2>([batch, latents]);
    return { ours: withTrainingKernels(trainingStep(x, noise)), stock: trainingStep(x, noise) };
  },
  torch: {
    prepare: `
from torch.nn import Linear
from torch.nn.functional import binary_cross_entropy_with_logits
layers = [Linear(*sizes) for sizes in ${JSON.stringify(layers)}]
optimizer = torch.optim.Adam([p for layer in layers for p in layer.parameters()], lr=1e-3)
x, noise = torch.rand(${batch}, ${pixels}), torch.randn(${batch}, ${latents})
def step():
    encode, to_mean, to_log_variance, decode, to_logits = layers
    h = encode(x).relu()
    mean, log_variance = to_mean(h), to_log_variance(h)
    z = mean + (0.5 * log_variance).exp() * noise
    misfit = binary_cross_entropy_with_logits(to_logits(decode(z).relu()), x, reduction="none").sum(1)
    kl = 0.5 * (mean ** 2 + log_variance.exp() - 1 - log_variance).sum(1)
    optimizer.zero_grad()
    (misfit + kl).mean().backward()
    optimizer.step()`,
    run: 'step()',
  },
  // Each layer has one product forward and two backward. The images need no gradient.
  work: {
    flops: 2 * batch * (3 * layers.reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0) - pixels * hidden),
  },
  stockDiffers: 'each trains its own weights',
} satisfies Row;

function trainingStep(x: tf.Tensor2D, noise: tf.Tensor2D): () => tf.Tensor {
  const weights = layers.map(([inputs, outputs]) => [
    tf.variable(tf.randomNormal<tf.Rank.R2>([inputs, outputs], 0, inputs ** -0.5)),
    tf.variable(tf.zeros<tf.Rank.R1>([outputs])),
  ]);
  const [encode, toMean, toLogVariance, decode, toLogits] = weights.map(
    ([weight, bias]) =>
      (input: tf.Tensor) =>
        tf.add(tf.matMul(input, weight), bias) as tf.Tensor2D,
  );
  const optimizer = tf.train.adam(1e-3);
  return () =>
    optimizer.minimize(() => {
      const h = tf.relu(encode(x));
      const [mean, logVariance] = [toMean(h), toLogVariance(h)];
      const logits = toLogits(tf.relu(decode(reparameterize(mean, logVariance, { noise }))));
      return tf.neg(elbo(x, { logits }, { mean, logVariance })) as tf.Scalar;
    }, true)!;
}
