import * as tf from '@tensorflow/tfjs-core';

/** A line through points (x, y), in units of the image's width. */
export type Stroke = [x: number, y: number][];

/** A map [height, width] that is 1 within `thickness` / 2 of a stroke, in units of the width, and 0 elsewhere. */
export const draw = (strokes: Stroke[], [height, width]: number[], thickness = 0.008): tf.Tensor2D =>
  tf.tidy(() => {
    const x = tf.div(tf.range(0, width), width);
    const y = tf.expandDims(tf.div(tf.range(0, height), width), 1);
    const segments = strokes.flatMap((stroke) => stroke.slice(1).map((end, index) => [stroke[index], end]));
    const nearest = segments
      .map(([[x0, y0], [x1, y1]]) => {
        const length = Math.hypot(x1 - x0, y1 - y0);
        const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length];
        const along = tf.add(tf.mul(tf.sub(x, x0), dx), tf.mul(tf.sub(y, y0), dy));
        const beyond = tf.sub(along, tf.clipByValue(along, 0, length));
        const across = tf.sub(tf.mul(tf.sub(x, x0), dy), tf.mul(tf.sub(y, y0), dx));
        return tf.add(tf.square(across), tf.square(beyond));
      })
      .reduce((least, distance) => tf.minimum(least, distance));
    return tf.cast(tf.less(nearest, (thickness / 2) ** 2), 'float32') as tf.Tensor2D;
  });
