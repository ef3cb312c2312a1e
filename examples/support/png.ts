import * as tf from '@tensorflow/tfjs-core';
import { PNG } from 'pngjs';

/**
 * The URI of a PNG of an image or masks `[height, width, 1, 2 or 3]`. Values are clipped to [0, 1]. If there are two
 * channels, it shows the first.
 */
export async function png(image: tf.Tensor3D): Promise<string> {
  const [height, width, channels] = image.shape;
  const values = await image.data();
  const file = new PNG({ width, height });
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = values[pixel * channels + (channels === 3 ? channel : 0)];
      file.data[pixel * 4 + channel] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
    file.data[pixel * 4 + 3] = 255;
  }
  return `data:image/png;base64,${PNG.sync.write(file).toString('base64')}`;
}

/** Arranges images `[rows · columns, height, width, channels]` in a grid, with lines of `gap` pixels between them. */
export const mosaic = (images: tf.Tensor4D, columns: number, gap = 1): tf.Tensor3D =>
  tf.tidy(() => {
    const [count, height, width, channels] = images.shape;
    const rows = count / columns;
    const framed = tf.pad(
      images,
      [
        [0, 0],
        [0, gap],
        [0, gap],
        [0, 0],
      ],
      0.25,
    );
    const cells = tf.reshape(framed, [rows, columns, height + gap, width + gap, channels]);
    return tf.reshape(tf.transpose(cells, [0, 2, 1, 3, 4]), [rows * (height + gap), columns * (width + gap), channels]);
  });
