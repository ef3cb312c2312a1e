import * as tf from '@tensorflow/tfjs-core';
import { affineGrid, bicubicSampler, bilinearSampler, nearestSampler } from 'diffblocks/spatial';
import { composedBilinear, composedBilinearGradients } from './composedSampler';
import type { Row } from './row';

const samplers = {
  nearest: { sampler: nearestSampler, taps: 1 },
  bilinear: { sampler: bilinearSampler, taps: 4 },
  bicubic: { sampler: bicubicSampler, taps: 16 },
};

/** Images rotated by half a radian and enlarged, so that every sampled position lies inside. */
const [cosine, sine] = [Math.cos(0.5) * 0.7, Math.sin(0.5) * 0.7];

/** Compares a sampler with PyTorch's. The bilinear one is also compared with the best composition of stock tfjs ops. */
export function samplerRow(mode: keyof typeof samplers, shape: [number, number, number, number]): Row {
  const { sampler, taps } = samplers[mode];
  return {
    title: `${sampler.name} [${shape.join(', ')}]`,
    prepare() {
      const inputs = tensors(shape);
      return {
        ours: () => sampler(inputs.images, inputs.grid),
        ...(mode === 'bilinear' && { stock: () => composedBilinear(inputs) }),
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
      const withGradients = tf.valueAndGrads((images, grid) => sampler(images as tf.Tensor4D, grid));
      const ours = () => {
        const { value, grads } = withGradients([inputs.images, inputs.grid], inputs.dy);
        return [value, ...grads];
      };
      return { ours, ...(mode === 'bilinear' && { stock: () => composedBilinearGradients(inputs) }) };
    },
    torch: { prepare: torchTensors(shape, true), run: `torch.autograd.grad(${torchSample(mode)}, [images, grid], dy)` },
    work: { flops: 3 * flops(shape, taps) },
  };
}

function tensors(shape: [number, number, number, number]) {
  const [batch, height, width] = shape;
  const turn = tf.tile(tf.tensor3d([cosine, -sine, 0, sine, cosine, 0], [1, 2, 3]), [batch, 1, 1]);
  const grid = affineGrid(turn, [height, width]);
  return { images: tf.randomNormal<tf.Rank.R4>(shape), grid, dy: tf.randomNormal<tf.Rank.R4>(shape) };
}

const torchTensors = ([batch, height, width, channels]: number[], gradients: boolean) => `
images = torch.randn(${batch}, ${channels}, ${height}, ${width})
theta = torch.tensor([[${cosine}, ${-sine}, 0], [${sine}, ${cosine}, 0]]).expand(${batch}, 2, 3)
grid = torch.nn.functional.affine_grid(theta, images.shape, align_corners=False).contiguous()
dy = torch.randn_like(images)
${gradients ? 'images.requires_grad_(); grid.requires_grad_()' : ''}`;

const torchSample = (mode: string) =>
  `torch.nn.functional.grid_sample(images, grid, mode='${mode}', align_corners=False)`;

/** A multiplication and an addition per tap. */
const flops = (shape: number[], taps: number) => 2 * taps * tf.util.sizeFromShape(shape);
