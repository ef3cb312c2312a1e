import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [batch, classes] = [1024, 1000];

export default {
  title: `tf.losses.softmaxCrossEntropy of [${batch}, ${classes}] and its gradient`,
  prepare() {
    const logits = tf.randomNormal([batch, classes]);
    const labels = tf.oneHot(tf.randomUniform([batch], 0, classes, 'int32') as tf.Tensor1D, classes);
    const gradient = tf.grad((x) => tf.losses.softmaxCrossEntropy(labels, x));
    return { ours: withTrainingKernels(() => gradient(logits)), stock: () => gradient(logits) };
  },
  torch: {
    prepare: `
x = torch.randn(${batch}, ${classes}, requires_grad=True)
labels = torch.nn.functional.one_hot(torch.randint(${classes}, (${batch},)), ${classes}).float()
cross_entropy = torch.nn.functional.cross_entropy`,
    run: 'torch.autograd.grad(cross_entropy(x, labels), x)',
  },
  work: { bytes: 4 * 4 * batch * classes },
} satisfies Row;
