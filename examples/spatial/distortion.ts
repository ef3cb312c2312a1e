import * as tf from '@tensorflow/tfjs-core';
import { spatialTransformer } from 'diffblocks/spatial';

/** A distortion of digits. Each digit has its own angle, scale and place, all uniformly at random. */
export interface Distortion {
  /** The largest angle in either direction. */
  degrees: number;
  scale: readonly [least: number, most: number];
  /** Side of the output image. The digit may be anywhere in it where it fits. */
  size: number;
}

/** R of the paper. */
export const rotated: Distortion = { degrees: 90, scale: [1, 1], size: 28 };
/** RTS of the paper. */
export const scattered: Distortion = { degrees: 45, scale: [0.7, 1.2], size: 42 };

export function distort(images: tf.Tensor4D, { degrees, scale, size }: Distortion, seed: number): tf.Tensor4D {
  const [count, side] = images.shape;
  return tf.tidy(() => {
    const random = (low: number, high: number, index: number) =>
      tf.randomUniform<tf.Rank.R1>([count], low, high, 'float32', seed + index / 4);
    const most = (degrees * Math.PI) / 180;
    const angle = random(-most, most, 0);
    const zoom = tf.div(size / side, random(...scale, 1));
    // The offset of the digit's centre from the image's centre, in units of half the digit's side.
    const room = tf.sub(zoom, 1);
    const x = tf.mul(room, random(-1, 1, 2));
    const y = tf.mul(room, random(-1, 1, 3));
    const [cosine, sine] = [tf.cos(angle), tf.sin(angle)];
    const rows = [
      [tf.mul(zoom, cosine), tf.mul(zoom, sine), tf.neg(tf.add(tf.mul(cosine, x), tf.mul(sine, y)))],
      [tf.neg(tf.mul(zoom, sine)), tf.mul(zoom, cosine), tf.sub(tf.mul(sine, x), tf.mul(cosine, y))],
    ];
    return spatialTransformer(images, tf.stack(rows.flat(), 1), [size, size]);
  });
}
