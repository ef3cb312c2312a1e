import * as tf from '@tensorflow/tfjs-core';
import { mattingLaplacian, photorealismLoss } from 'diffblocks/matting';
import { featureInversionLoss, maskedStyleLoss, resizeMasks } from 'diffblocks/style';

type Masked = { image: tf.Tensor3D; masks: tf.Tensor3D }; // [height, width, 3] in [0, 1], [height, width, classes]
type Features = (image: tf.Tensor3D) => { content: tf.Tensor3D; style: tf.Tensor3D[] };
export type Weights = { content: number; style: number; matting: number };
/** Gradient descent on the pixels of a photograph (Luan et al. 2017, eq. 4). `onStep` gets the style and matting terms. */
export async function restyle(
  { photo, style, features }: { photo: Masked; style: Masked; features: Features },
  { weights, steps }: { weights: Weights; steps: number },
  onStep: (step: number, terms: Float32Array) => Promise<void>,
): Promise<tf.Variable> {
  const { content, wanted, masks, units } = tf.tidy(() => {
    const [{ content, style: seen }, { style: wanted }] = [features(photo.image), features(style.image)];
    const masks = seen.map(({ shape: [height, width] }) => resizeMasks(photo.masks, [height, width]));
    const wantedMasks = wanted.map(({ shape: [height, width] }) => resizeMasks(style.masks, [height, width]));
    const units = seen.map((layer, k) => maskedStyleLoss(tf.zerosLike(layer), wanted[k], masks[k], wantedMasks[k]));
    return { content, wanted, masks: [masks, wantedMasks], units };
  });
  const laplacian = mattingLaplacian(photo.image, { epsilon: 1e-5 });
  const [image, optimizer] = [tf.variable(photo.image), tf.train.adam(0.02)];
  for (let step = 1; step <= steps; step++) {
    let terms!: tf.Tensor;
    const loss = () => {
      const maps = features(image as tf.Tensor3D);
      const losses = maps.style.map((layer, k) => maskedStyleLoss(layer, wanted[k], masks[0][k], masks[1][k]));
      const styleTerm = tf.addN(losses.map((loss, k) => tf.div(loss, units[k]))); // a layer without features has loss 1
      const mattingTerm = tf.div(photorealismLoss(image, laplacian), photo.image.size / 3);
      terms = tf.keep(tf.stack([styleTerm, mattingTerm]));
      const contentTerm = tf.mul(weights.content, featureInversionLoss(maps.content, content));
      return tf.addN([
        contentTerm,
        tf.mul(weights.style, styleTerm),
        tf.mul(weights.matting, mattingTerm),
      ]) as tf.Scalar;
    };
    optimizer.minimize(loss, false, [image]);
    tf.tidy(() => image.assign(tf.clipByValue(image, 0, 1)));
    await onStep(step, await terms.data<'float32'>());
    terms.dispose();
  }
  tf.dispose([content, wanted, masks, units]);
  for (const owner of [laplacian, optimizer]) owner.dispose();
  return image;
}
