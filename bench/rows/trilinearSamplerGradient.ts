import * as tf from '@tensorflow/tfjs-core';
import { trilinearSampler } from 'diffblocks/spatial';
import type { Row } from '../support/row';
import { addAll, at, composedTaps, flops, shape, tensors, torchSample, torchTensors } from './trilinearSamplerForward';

export default {
  title: `trilinearSampler [${shape.join(', ')}] and its gradients`,
  prepare() {
    const { volumes, grid, dy } = tensors();
    const withGradients = tf.valueAndGrads((x, points) => trilinearSampler(x as tf.Tensor5D, points));
    return {
      ours: () => {
        const { value, grads } = withGradients([volumes, grid], dy);
        return [value, ...grads];
      },
      // tfjs's scatters are far faster than the gradient of its gathers.
      stock: () =>
        tf.tidy(() => {
          const taps = composedTaps(grid).map((tap) => ({ ...tap, voxels: at(volumes, tap.index) }));
          const value = addAll(taps.map(({ weight, voxels }) => tf.mul(weight, voxels)));
          const rows = [volumes.size / shape[4], shape[4]];
          const scattered = taps.map(({ index, weight }) => tf.scatterND(index, tf.mul(weight, dy), rows));
          const slopes = taps.map(({ slope, voxels }) => tf.mul(slope, tf.sum(tf.mul(dy, voxels), 4, true)));
          return [value, tf.reshape(addAll(scattered), shape), addAll(slopes)];
        }),
    };
  },
  torch: {
    prepare: `${torchTensors}
volumes.requires_grad_(); grid.requires_grad_()`,
    run: `torch.autograd.grad(${torchSample}, [volumes, grid], dy)`,
  },
  work: { flops: 3 * flops },
} satisfies Row;
