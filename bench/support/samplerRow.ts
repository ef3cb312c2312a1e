import * as tf from '@tensorflow/tfjs-core';
import { affineGrid, bicubicSampler, bilinearSampler, nearestSampler } from 'diffblocks/spatial';
import { composedSampler, composedSamplerGradients } from './composedSampler';
import { rotation } from './rotation';
import type { Row } from './row';
import { withGradients } from './withGradients';

const samplers = {
  nearest: { sampler: nearestSampler, taps: 1 },
  bilinear: { sampler: bilinearSampler, taps: 4 },
  bicubic: { sampler: bicubicSampler, taps: 16 },
};

/** Compares a sampler with PyTorch's. The bilinear one is also compared with the best composition of stock tfjs ops. */
export function samplerRow(mode: keyof typeof samplers, shape: [number, number, number, number]): Row {
  const { sampler, taps } = samplers[mode];
  return {
    title: `${sampler.name} [${shape.join(', ')}]`,
    prepare() {
      const inputs = tensors(shape);
      return {
        ours: () => sampler(inputs.images, inputs.grid),
        ...(mode === 'bilinear' && { stock: () => composedSampler(inputs) }),
      };
    },
    torch: { prepare: torchTensors(shape, false), run: torchSample(mode) },
    work: { flops: flops(shape, taps) },
  };
}

/** The same, with the gradients for images and grid. */
export function samplerGradientRow(mode: keyof typeof samplers, shape: [number, number, number, number]): Row {
  const { sampler, taps } = samplers[mode];
  return {
    title: `${sampler.name} [${shape.join(', ')}] and its gradients`,
    prepare() {
      const inputs = tensors(shape);
      const { images, grid, dy } = inputs;
      return {
        ours: withGradients((x, positions) => sampler(x as tf.Tensor4D, positions), [images, grid], dy),
        ...(mode === 'bilinear' && { stock: () => composedSamplerGradients(inputs) }),
      };
    },
    torch: { prepare: torchTensors(shape, true), run: `torch.autograd.grad(${torchSample(mode)}, [images, grid], dy)` },
    work: { flops: 3 * flops(shape, taps) },
  };
}

function tensors(shape: [number, number, number, number]) {
  const [batch, height, width] = shape;
  const theta = tf.tile(tf.tensor3d([rotation]), [batch, 1, 1]);
  const grid = affineGrid(theta, [height, width]);
  return { images: tf.randomNormal<tf.Rank.R4>(shape), grid, dy: tf.randomNormal<tf.Rank.R4>(shape) };
}

const torchTensors = ([batch, height, width, channels]: number[], gradients: boolean) => `
images = torch.randn(${batch}, ${channels}, ${height}, ${width})
theta = torch.tensor(${JSON.stringify(rotation)}).expand(${batch}, 2, 3)
grid = torch.nn.functional.affine_grid(theta, images.shape, align_corners=False).contiguous()
dy = torch.randn_like(images)
${gradients ? 'images.requires_grad_(); grid.requires_grad_()' : ''}`;

const torchSample = (mode: string) =>
  `torch.nn.functional.grid_sample(images, grid, mode='${mode}', align_corners=False)`;

/** A multiplication and an addition per tap. */
const flops = (shape: number[], taps: number) => 2 * taps * tf.util.sizeFromShape(shape);
