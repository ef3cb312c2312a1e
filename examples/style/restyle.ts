import * as tf from '@tensorflow/tfjs-core';
import { mattingLaplacian, photorealismLoss } from 'diffblocks/matting';
import { featureInversionLoss, maskedStyleLoss, resizeMasks } from 'diffblocks/style';

type Masked = { image: tf.Tensor3D; masks: tf.Tensor3D }; // [height, width, 3] in [0, 1], [height, width, classes]
type Features = (image: tf.Tensor3D) => { content: tf.Tensor3D; style: tf.Tensor3D[] };

/** Gradient descent on the pixels of a photograph (Luan et al. 2017, eq. 4). `onStep` gets the terms. */
export async function restyle(
  { photo, style, features }: { photo: Masked; style: Masked; features: Features },
  { weights, steps }: { weights: { content: number; style: number; matting: number }; steps: number },
  onStep: (step: number, terms: Float32Array) => Promise<void>,
): Promise<tf.Variable> {
  const [seen, wanted] = tf.tidy(() => [features(photo.image), features(style.image)]);
  const masks = [[seen, photo] as const, [wanted, style] as const].map(([maps, { masks }]) =>
    tf.tidy(() => maps.style.map(({ shape: [height, width] }) => resizeMasks(masks, [height, width]))),
  );
  const styleLosses = (layers: tf.Tensor3D[]) =>
    layers.map((layer, k) => maskedStyleLoss(layer, wanted.style[k], masks[0][k], masks[1][k]));
  const units = tf.tidy(() => styleLosses(seen.style.map((layer) => tf.zerosLike(layer)))); // without any features
  const laplacian = mattingLaplacian(photo.image, { epsilon: 1e-5 });
  const [image, optimizer] = [tf.variable(photo.image), tf.train.adam(0.02)];
  for (let step = 1; step <= steps; step++) {
    let terms!: tf.Tensor;
    const loss = () => {
      const maps = features(image as tf.Tensor3D);
      const styleTerm = tf.addN(styleLosses(maps.style).map((loss, k) => tf.div(loss, units[k])));
      const mattingTerm = tf.div(photorealismLoss(image, laplacian), photo.image.size / 3);
      terms = tf.keep(tf.stack([featureInversionLoss(maps.content, seen.content), styleTerm, mattingTerm]));
      return tf.sum<tf.Scalar>(tf.mul(terms, [weights.content, weights.style, weights.matting]));
    };
    optimizer.minimize(loss, false, [image]);
    tf.tidy(() => image.assign(tf.clipByValue(image, 0, 1)));
    await onStep(step, await terms.data<'float32'>());
    terms.dispose();
  }
  tf.dispose([seen, wanted, masks, units]);
  for (const owner of [laplacian, optimizer]) owner.dispose();
  return image;
}
