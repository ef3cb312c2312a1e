import * as tf from '@tensorflow/tfjs-core';
import { mattingLaplacian, photorealismLoss } from 'diffblocks/matting';
import { checkSegments, maskedStyleLoss, randomFilterBank } from 'diffblocks/style';
import { messages, type Picture, pictureOf, tensorOf } from './pixels';
import type { Report } from './tasks';

export interface Restyled {
  step: number;
  /** The style loss as a share of that of the photograph. */
  style: number;
  picture: Picture;
}

interface Input {
  photograph: Picture;
  style: Picture;
  /** One entry per pixel: 1 where the picture is painted, else 0. */
  photographMask: Float32Array;
  styleMask: Float32Array;
  /** The weight of the matting term. */
  photorealism: number;
  steps: number;
}

/**
 * Gradient descent on the pixels: painted area takes the style of painted area, and the rest that of the rest (Luan et
 * al. 2017). The features are random filters and the colours, so nothing is downloaded.
 */
export async function restyle(input: Input, report: Report, signal: AbortSignal): Promise<void> {
  const photograph = tensorOf(input.photograph);
  const masks = masksOf(input.photographMask, input.photograph);
  const laplacian = mattingLaplacian(photograph, { epsilon: 1e-5 });
  const target = tf.tidy(() => features(tensorOf(input.style)));
  const targetMasks = masksOf(input.styleMask, input.style);
  const styleLoss = (layers: tf.Tensor3D[]) =>
    layers.map((layer, index) => maskedStyleLoss(layer, target[index], masks, targetMasks));
  // The style loss of an image without features is the unit of its layer; a style of one flat colour has none.
  const units = tf.tidy(() =>
    styleLoss(features(photograph).map((layer) => tf.zerosLike(layer))).map((loss) => tf.add(loss, 1e-9)),
  );
  const image = tf.variable(photograph);
  const optimizer = tf.train.adam(0.02);
  let first: number | undefined;
  try {
    await checkSegments(masks, targetMasks);
    for (let step = 1; step <= input.steps && !signal.aborted; step++) {
      let style!: tf.Scalar;
      optimizer.minimize(
        () => {
          const terms = styleLoss(features(image)).map((loss, index) => tf.div(loss, units[index]));
          style = tf.keep(tf.addN(terms)) as tf.Scalar;
          const distortion = tf.div(photorealismLoss(image, laplacian), photograph.size / 3);
          return tf.add(tf.mul(10, style), tf.mul(input.photorealism, distortion));
        },
        false,
        [image],
      );
      const [loss] = await style.data();
      style.dispose();
      first ??= loss;
      tf.tidy(() => image.assign(tf.clipByValue(image, 0, 1)));
      await messages();
      if (step % 5 !== 1 && step < input.steps) continue;
      report({
        step,
        style: loss / first,
        picture: await pictureOf(tf.clone(image) as tf.Tensor3D),
      } satisfies Restyled);
    }
  } finally {
    laplacian.dispose();
    optimizer.dispose();
    tf.dispose([photograph, masks, target, targetMasks, units, image]);
  }
}

const bank = randomFilterBank({ scales: [3, 7], filters: 16, zeroMean: true, seed: 7 });

/** The colours with a constant, whose Gram matrix holds mean and covariance, and the responses of random filters. */
function features(image: tf.Tensor3D): tf.Tensor3D[] {
  const [red, green, blue] = tf.split(image, 3, 2);
  // Tints are small but easily seen.
  const tints = [red, blue].map((channel) => tf.mul(tf.sub(channel, green), 10));
  return [
    tf.concat([tf.onesLike(green), green, ...tints], 2) as tf.Tensor3D,
    ...Object.values(bank(image)),
  ] as tf.Tensor3D[];
}

/** `[height, width, 2]`: painted, and the rest. */
function masksOf(mask: Float32Array, { width, height }: Picture): tf.Tensor3D {
  return tf.tidy(() => {
    const painted = tf.tensor3d(mask, [height, width, 1]);
    return tf.concat3d([painted, tf.sub<tf.Tensor3D>(1, painted)], 2);
  });
}
