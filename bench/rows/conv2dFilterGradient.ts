import * as tf from '@tensorflow/tfjs-core';
import { conv2dRow } from '../support/conv2dRow';

export default conv2dRow({
  name: tf.Conv2DBackpropFilter,
  what: 'filter gradient',
  torch: 'torch.autograd.grad(y, f, dy, retain_graph=True)',
  missingInStock: true,
});
