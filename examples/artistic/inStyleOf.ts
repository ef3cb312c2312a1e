import * as tf from '@tensorflow/tfjs-core';
import { type LbfgsOptions, type LbfgsResult, lbfgs } from 'diffblocks/optimize';
import { contentLoss, gramLoss, gramMatrix, totalVariationLoss } from 'diffblocks/style';

type Terms = Record<string, tf.Scalar>;
const sum = (terms: Terms) => tf.addN(Object.values(terms));

/** α and β of Gatys et al. 2016, eq. 7, and a weight of total variation per pixel, which is not in the paper. */
const weights = { content: 1, style: 20, variation: 2 };

/**
 * A photograph in the style of another, both `[height, width, 3]` in [0, 1] (Gatys et al. 2016). L-BFGS changes the
 * pixels of the photograph. Each loss is relative to that of an image without features; `total` adds the terms.
 */
export async function inStyleOf(
  features: (image: tf.Tensor3D) => { content: tf.Tensor3D; style: tf.Tensor3D[] },
  images: { content: tf.Tensor3D; style: tf.Tensor3D },
  options: LbfgsOptions<tf.Tensor3D>,
  total = sum,
): Promise<LbfgsResult<tf.Tensor3D>> {
  const { map, grams } = tf.tidy(() => ({
    map: features(images.content).content,
    grams: features(images.style).style.map((layer) => gramMatrix(layer)),
  }));
  const relative = <T extends tf.Tensor>(f: (x: T, target: T) => tf.Scalar, x: T, target: T) =>
    tf.div<tf.Scalar>(f(x, target), f(tf.zerosLike(target), target));
  const loss = (image: tf.Tensor3D) => {
    const { content, style } = features(image);
    const layers = style.map((layer, index) => relative<tf.Tensor>(gramLoss, gramMatrix(layer), grams[index]));
    const variation = tf.mul<tf.Scalar>(totalVariationLoss(image), (3 * weights.variation) / image.size);
    return total({
      content: tf.mul(relative(contentLoss, content, map), weights.content),
      style: tf.mul(tf.addN(layers) as tf.Scalar, weights.style / layers.length),
      'total variation': variation,
    }) as tf.Scalar;
  };
  const result = await lbfgs(loss, images.content, { bounds: { lower: 0, upper: 1 }, ...options });
  tf.dispose([map, grams]);
  return result;
}
