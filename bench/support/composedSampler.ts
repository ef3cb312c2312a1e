import * as tf from '@tensorflow/tfjs-core';

type Tensors = Record<'images' | 'grid' | 'dy', tf.Tensor4D>;

/**
 * Bilinear sampling composed of stock tfjs's gathers. The gradient for the images uses its scatters, because they are
 * far faster than the gradient of its gathers. Every position must lie inside the images.
 */
export function composedBilinear({ images, grid }: Tensors): tf.Tensor {
  return tf.tidy(() =>
    addAll(tapsOf(grid, images.shape).map(({ index, weight }) => tf.mul(weight, at(images, index)))),
  );
}

/** The value, and its gradients for images and grid. */
export function composedBilinearGradients({ images, grid, dy }: Tensors): tf.Tensor[] {
  return tf.tidy(() => {
    const { shape } = images;
    const taps = tapsOf(grid, shape).map((tap) => ({ ...tap, pixels: at(images, tap.index) }));
    const value = addAll(taps.map(({ weight, pixels }) => tf.mul(weight, pixels)));
    const rows = [shape[0] * shape[1] * shape[2], shape[3]];
    const scattered = taps.map(({ index, weight }) => tf.scatterND(index, tf.mul(weight, dy), rows));
    const slopes = taps.map(({ slope, pixels }) => tf.mul(slope, tf.sum(tf.mul(dy, pixels), 3, true)));
    return [value, tf.reshape(addAll(scattered), shape), addAll(slopes)];
  });
}

/** For each of the four pixels: its row in the flattened images, its weight, and the weight's slope along (x, y). */
function tapsOf(grid: tf.Tensor4D, [batch, height, width]: number[]) {
  const [x, y] = tf.split(grid, 2, 3).map((coordinate, axis) => {
    const size = [width, height][axis];
    const pixel = tf.sub(tf.mul(tf.add(coordinate, 1), size / 2), 0.5);
    const cell = tf.floor(pixel);
    const fraction = tf.sub(pixel, cell);
    return [
      { index: cell, weight: tf.sub(1, fraction), slope: -size / 2 },
      { index: tf.add(cell, 1), weight: fraction, slope: size / 2 },
    ];
  });
  const firstRows = tf.mul(tf.reshape(tf.range(0, batch), [batch, 1, 1, 1]), height * width);
  return y.flatMap((tapY) =>
    x.map((tapX) => ({
      index: tf.cast(tf.add(firstRows, tf.add(tf.mul(tapY.index, width), tapX.index)), 'int32'),
      weight: tf.mul(tapY.weight, tapX.weight),
      slope: tf.concat([tf.mul(tapY.weight, tapX.slope), tf.mul(tapX.weight, tapY.slope)], 3),
    })),
  );
}

const at = (images: tf.Tensor4D, index: tf.Tensor) => tf.gatherND(tf.reshape(images, [-1, images.shape[3]]), index);

const addAll = (tensors: tf.Tensor[]): tf.Tensor => tensors.reduce((sum, x) => tf.add(sum, x));
