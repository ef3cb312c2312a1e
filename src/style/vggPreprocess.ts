import { mul, reverse, sub, type Tensor, type TensorLike, tensor1d } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { isTensor } from '../internal/describe';

/** Blue, green and red of the mean pixel of ImageNet, in 0..255. */
const meanPixel = [103.939, 116.779, 123.68];

/**
 * Converts an image to the form that VGG16 and VGG19 expect: blue first, in 0..255, minus the mean pixel of ImageNet.
 *
 *     y = 255 · (B, G, R) − (103.939, 116.779, 123.68)
 *
 * An int32 tensor is read as an image in 0..255, the range of `tf.browser.fromPixels`, and is not multiplied by 255.
 *
 * Use it for the weights trained by VGG's authors, which Keras also uses (`preprocess_input`). PyTorch's torchvision
 * has its own weights, for (R, G, B) in [0, 1], standardized channel by channel.
 *
 * @param image Red, green and blue in [0, 1], or int32 in 0..255: `[batch, height, width, 3]`, or `[height, width, 3]`
 * for one example.
 * @returns A tensor of the same shape, with values in about [−124, 152].
 * @throws ArgumentError if the rank is wrong, or there are not three channels.
 *
 * @example
 * vggPreprocess(tf.tensor3d([[[1, 0.5, 0]]])).print(); // [[[-103.939, 10.721, 131.32]]]
 *
 * @see Simonyan & Zisserman 2015, "Very deep convolutional networks for large-scale image recognition", section 2.1.
 */
export function vggPreprocess<T extends Tensor | TensorLike, Processed extends SameRank<T> = SameRank<T>>(
  image: T,
): Processed {
  return tidy(() => {
    const given = tensorArgument('vggPreprocess', 'image', image, { rank: [3, 4] });
    const rgb = tensorArgument('vggPreprocess', 'image', given, { shape: [...given.shape.slice(0, -1), 3] });
    const scale = isTensor(image) && image.dtype === 'int32' ? 1 : 255;
    return sub(mul(reverse(rgb, -1), scale), tensor1d(meanPixel)) as Processed;
  });
}
