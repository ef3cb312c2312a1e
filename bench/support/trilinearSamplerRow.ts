import * as tf from '@tensorflow/tfjs-core';
import { affineGrid3d, trilinearSampler } from 'diffblocks/spatial';
import { composedSampler, composedSamplerGradients } from './composedSampler';
import { rotation3d } from './rotation';
import type { Row } from './row';
import { withGradients } from './withGradients';

const shape: [number, number, number, number, number] = [2, 32, 32, 32, 16];
const [batch, size, , , channels] = shape;
const title = `trilinearSampler [${shape.join(', ')}]`;

const torchTensors = `
volumes = torch.randn(${batch}, ${channels}, ${size}, ${size}, ${size})
theta = torch.tensor(${JSON.stringify(rotation3d)}).expand(${batch}, 3, 4)
grid = torch.nn.functional.affine_grid(theta, volumes.shape, align_corners=False).contiguous()
dy = torch.randn_like(volumes)`;

const torchSample = 'torch.nn.functional.grid_sample(volumes, grid, align_corners=False)';

/** A multiplication and an addition for each of eight voxels. */
const flops = 2 * 8 * batch * size ** 3 * channels;

function tensors() {
  const grid = affineGrid3d(tf.tile(tf.tensor3d([rotation3d]), [batch, 1, 1]), [size, size, size]);
  return { images: tf.randomNormal<tf.Rank.R5>(shape), grid, dy: tf.randomNormal<tf.Rank.R5>(shape) };
}

/** Compares the sampler with PyTorch's and with the best composition of stock tfjs ops. */
export const trilinearSamplerRow: Row = {
  title,
  prepare() {
    const inputs = tensors();
    return { ours: () => trilinearSampler(inputs.images, inputs.grid), stock: () => composedSampler(inputs) };
  },
  torch: { prepare: torchTensors, run: torchSample },
  work: { flops },
};

/** The same, with the gradients for volumes and grid. */
export const trilinearSamplerGradientRow: Row = {
  title: `${title} and its gradients`,
  prepare() {
    const inputs = tensors();
    const sample = (volumes: tf.Tensor, grid: tf.Tensor) => trilinearSampler(volumes as tf.Tensor5D, grid);
    return {
      ours: withGradients(sample, [inputs.images, inputs.grid], inputs.dy),
      stock: () => composedSamplerGradients(inputs),
    };
  },
  torch: {
    prepare: `${torchTensors}
volumes.requires_grad_(); grid.requires_grad_()`,
    run: `torch.autograd.grad(${torchSample}, [volumes, grid], dy)`,
  },
  work: { flops: 3 * flops },
};
