import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';
import { loadVgg19, vgg19Folder } from '../support/vgg19';
import { withGradients } from '../support/withGradients';

const size = 256;
const folder = vgg19Folder();
const vgg19 = folder ? await loadVgg19(folder) : undefined;

/** Inputs and outputs of each convolution, and the number of halvings of the image before it. */
const convolutions = [
  [3, 64, 0],
  [64, 64, 0],
  [64, 128, 1],
  [128, 128, 1],
  [128, 256, 2],
  [256, 256, 2],
  [256, 256, 2],
  [256, 256, 2],
];

const torch = `
from torch.nn import Conv2d, MaxPool2d, ReLU, Sequential
layers, halved = [], 0
for inputs, outputs, halvings in ${JSON.stringify(convolutions)}:
    layers += [MaxPool2d(2)] * (halvings - halved) + [Conv2d(inputs, outputs, 3, padding=1), ReLU()]
    halved = halvings
vgg19 = Sequential(*layers).requires_grad_(False)
image = torch.rand(1, 3, ${size}, ${size}, requires_grad=True)`;

/** A multiplication and an addition for each tap. */
const flops = convolutions.reduce((sum, [inputs, outputs, halvings]) => {
  return sum + 2 * 9 * inputs * outputs * (size / 2 ** halvings) ** 2;
}, 0);

/** VGG19 up to block3_conv4. */
const row = (
  what: string,
  run: (image: tf.Tensor) => tf.Tensor[],
  { withStock, ...more }: Pick<Row, 'torch' | 'work'> & { withStock: boolean },
): Row => ({
  title: `VGG19 up to block3_conv4 on ${size} × ${size}, ${what}`,
  skip: vgg19 ? undefined : 'no weights found; pass their folder with --vgg19 or set DIFFBLOCKS_VGG19',
  prepare() {
    const image = tf.randomUniform([1, size, size, 3], -120, 130);
    const timed = () => run(image);
    return { ours: withTrainingKernels(timed), stock: withStock ? timed : undefined };
  },
  stockDiffers: 'rounding occasionally changes the maximum of a pool or the side of a kink of ReLU',
  rounds: 5,
  ...more,
});

const loss = (x: tf.Tensor) => tf.mean(vgg19!.apply(x) as tf.Tensor);

export default [
  row('forward', (image) => [tf.tidy(() => loss(image))], {
    torch: { prepare: torch, run: 'vgg19(image.detach()).mean()' },
    work: { flops },
    withStock: true,
  }),
  row('forward and input gradient', (image) => withGradients(loss, [image])(), {
    torch: { prepare: torch, run: 'torch.autograd.grad(vgg19(image).mean(), image)' },
    work: { flops: 2 * flops },
    withStock: false, // it takes 19 s
  }),
];
