import * as tf from '@tensorflow/tfjs-core';
import { type MattingLaplacian, photorealismLoss } from 'diffblocks/matting';
import { checkpoint } from 'diffblocks/optimize';
import { contentLoss, gramLoss, gramMatrix, totalVariationLoss } from 'diffblocks/style';

type Visitor = (features: tf.Tensor4D) => tf.Tensor;
/** Calls functions on the features of an image in some layers, and returns their results. */
type Visit = (image: tf.Tensor3D, visitors: Record<string, Visitor[]>) => Record<string, tf.Tensor[]>;

/** Everything that stays the same while the image changes. Style is known for each layer, by name, and each class. */
export interface Targets {
  laplacian: MattingLaplacian; // of the photograph
  content: { layer: string; features: tf.Tensor4D };
  style: Record<string, { gram: tf.Tensor3D; mask: tf.Tensor3D }[]>; // Gram matrix of the style, mask of the photograph
}

/** The terms of an image `[height, width, 3]` in [0, 1] (Luan et al. 2017, eq. 4), and its total variation. */
export function termsOf(image: tf.Tensor3D, { laplacian, content, style }: Targets, visit: Visit) {
  const pixels = image.shape[0] * image.shape[1];
  // The terms computed first have their gradients computed last, when the network's gradients no longer need memory.
  const matting = tf.div<tf.Scalar>(photorealismLoss(image, laplacian), pixels);
  const variation = checkpoint((x: tf.Tensor3D) => tf.div<tf.Scalar>(totalVariationLoss(x), pixels))(image);
  const styleLosses = Object.entries(style).map(([layer, classes]): [string, Visitor[]] => [
    layer,
    classes.map(
      ({ gram, mask }) =>
        (features) =>
          gramLoss(gramMatrix(features, { mask }), gram),
    ),
  ]);
  const contentLosses = { [content.layer]: [(features: tf.Tensor4D) => contentLoss(features, content.features)] };
  const losses = visit(image, { ...Object.fromEntries(styleLosses), ...contentLosses });
  const styleTerm = tf.addN(Object.keys(style).flatMap((layer) => losses[layer])) as tf.Scalar;
  return { style: styleTerm, content: losses[content.layer][0] as tf.Scalar, matting, variation };
}
