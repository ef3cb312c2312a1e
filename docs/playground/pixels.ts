import * as tf from '@tensorflow/tfjs-core';

/** Pixels as in `ImageData`. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** RGB in [0, 1]. */
export function tensorOf({ width, height, data }: Picture): tf.Tensor3D {
  return tf.tidy(() => {
    const rgba = tf.tensor3d(Float32Array.from(data), [height, width, 4]);
    return tf.div(tf.slice3d(rgba, [0, 0, 0], [height, width, 3]), 255);
  });
}

/** The pixels of an image in [0, 1], grey, RGB or RGBA, which it disposes. */
export async function pictureOf(image: tf.Tensor3D): Promise<Picture> {
  const [height, width] = image.shape;
  const clipped = tf.clipByValue(image, 0, 1);
  image.dispose();
  const data = await tf.browser.toPixels(clipped);
  clipped.dispose();
  return { width, height, data };
}

/** Images `[rows · columns, height, width, 1]` in a grid. */
export function mosaic(images: tf.Tensor4D, columns: number): tf.Tensor3D {
  return tf.tidy(() => {
    const [count, height, width] = images.shape;
    const cells = tf.reshape(images, [count / columns, columns, height, width]);
    return tf.reshape(tf.transpose(cells, [0, 2, 1, 3]), [(count / columns) * height, columns * width, 1]);
  });
}

/** A tensor that is disposed once its values have been read. */
export function taken<T extends tf.Tensor>(tensor: T): Pick<T, 'data' | 'array'> {
  const read = async <Values>(values: Promise<Values>) => {
    const result = await values;
    tensor.dispose();
    return result;
  };
  return { data: () => read(tensor.data()), array: () => read(tensor.array()) } as Pick<T, 'data' | 'array'>;
}

/** Lets the worker read its messages, such as an abort: on WASM no other await does. */
export const messages = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
