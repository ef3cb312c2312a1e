import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const size = 2 ** 20;
const square = [1024, 1024];

/** An op on numbers of (0, 1), and the same in PyTorch on x, y and matrix. */
function row(
  name: string,
  op: (x: tf.Tensor, y: tf.Tensor, matrix: tf.Tensor) => tf.Tensor,
  torch: string,
  stockDiffers?: string,
): Row {
  return {
    title: `${name} of ${size} numbers`,
    prepare() {
      const tensors = [tf.randomUniform([size]), tf.randomUniform([size]), tf.randomUniform(square)] as const;
      const run = () => op(...tensors);
      return { ours: withTrainingKernels(run), stock: run };
    },
    torch: {
      prepare: `x, y, matrix = torch.rand(${size}), torch.rand(${size}), torch.rand(${square})`,
      run: torch,
    },
    work: { bytes: 8 * size },
    stockDiffers,
  };
}

export default [
  row('exp', (x) => tf.exp(x), 'x.exp()'),
  row('log', (x) => tf.log(x), 'x.log()'),
  row('tanh', (x) => tf.tanh(x), 'x.tanh()'),
  row('sigmoid', (x) => tf.sigmoid(x), 'x.sigmoid()'),
  row('softplus', (x) => tf.softplus(x), 'torch.nn.functional.softplus(x)'),
  row('erf', (x) => tf.erf(x), 'x.erf()'),
  row('sin', (x) => tf.sin(x), 'x.sin()'),
  row('cos', (x) => tf.cos(x), 'x.cos()'),
  row('the power 1.7', (x) => tf.pow(x, 1.7), 'x ** 1.7'),
  row('the square, as a power', (x) => tf.pow(x, 2), 'x ** 2'),
  row('maximum', (x, y) => tf.maximum(x, y), 'torch.maximum(x, y)'),
  row('greater', (x, y) => tf.greater(x, y), 'x > y'),
  row('cast to bool', (x) => tf.cast(x, 'bool'), 'x.bool()', 'stock truncates to integers first'),
  row('reverse', (x) => tf.reverse(x), 'x.flip(0)'),
  row('transpose', (_x, _y, matrix) => tf.transpose(matrix), 'matrix.t().contiguous()'),
] satisfies Row[];
