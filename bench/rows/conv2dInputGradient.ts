import * as tf from '@tensorflow/tfjs-core';
import { conv2dRow } from '../support/conv2dRow';

export default conv2dRow({
  name: tf.Conv2DBackpropInput,
  what: 'input gradient',
  torch: 'torch.autograd.grad(y, x, dy, retain_graph=True)',
});
