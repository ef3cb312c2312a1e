import * as tf from '@tensorflow/tfjs-core';

/** Images [batch, ...size, channels], and the positions in them, of as many axes. */
type Tensors = Record<'images' | 'grid' | 'dy', tf.Tensor>;

/**
 * Linear sampling composed of stock tfjs's gathers. The gradient for the images uses its scatters, because they are
 * far faster than the gradient of its gathers. Every position must lie inside the images.
 */
export function composedSampler({ images, grid }: Omit<Tensors, 'dy'>): tf.Tensor {
  return tf.tidy(() =>
    addAll(tapsOf(grid, images.shape).map(({ index, weight }) => tf.mul(weight, at(images, index)))),
  );
}

/** The value, and its gradients for images and grid. */
export function composedSamplerGradients({ images, grid, dy }: Tensors): tf.Tensor[] {
  return tf.tidy(() => {
    const { shape } = images;
    const channels = shape.at(-1)!;
    const taps = tapsOf(grid, shape).map((tap) => ({ ...tap, pixels: at(images, tap.index) }));
    const value = addAll(taps.map(({ weight, pixels }) => tf.mul(weight, pixels)));
    const rows = [images.size / channels, channels];
    const scattered = taps.map(({ index, weight }) => tf.scatterND(index, tf.mul(weight, dy), rows));
    const slopes = taps.map(({ slope, pixels }) => tf.mul(slope, tf.sum(tf.mul(dy, pixels), -1, true)));
    return [value, tf.reshape(addAll(scattered), shape), addAll(slopes)];
  });
}

/** A pixel next to a position. */
interface Tap {
  /** Its row in the flattened images. */
  index: tf.Tensor;
  weight: tf.Tensor;
  /** The slope of the weight along (x, y) or (x, y, z). */
  slope: tf.Tensor | number;
}

/** The pixels next to each position: four in images, eight in volumes. */
function tapsOf(grid: tf.Tensor, [batch, ...sizeAndChannels]: number[]): Tap[] {
  const size = sizeAndChannels.slice(0, -1);
  const firsts = tf.mul(tf.reshape(tf.range(0, batch), [batch, ...Array<number>(grid.rank - 1).fill(1)]), size[0]);
  const coordinates = tf.split(grid, size.length, -1).reverse(); // in the order of the images' axes
  const [first, ...others] = size.map((length, axis) => tapsAlong(coordinates[axis], length));
  const taps = others.reduce(
    (before, along, axis) => before.flatMap((tap) => along.map((next) => combined(tap, next, size[axis + 1]))),
    first.map((tap) => ({ ...tap, index: tf.add(firsts, tap.index) })),
  );
  return taps.map((tap) => ({ ...tap, index: tf.cast(tap.index, 'int32') }));
}

/** The pixels next to each position along an axis. */
function tapsAlong(coordinate: tf.Tensor, length: number): Tap[] {
  const pixel = tf.sub(tf.mul(tf.add(coordinate, 1), length / 2), 0.5);
  const cell = tf.floor(pixel);
  const fraction = tf.sub(pixel, cell);
  return [
    { index: cell, weight: tf.sub(1, fraction), slope: -length / 2 },
    { index: tf.add(cell, 1), weight: fraction, slope: length / 2 },
  ];
}

/** The pixel at `before` on the first axes, and at `next` on a further one. */
const combined = (before: Tap, next: Tap, length: number): Tap => ({
  index: tf.add(tf.mul(before.index, length), next.index),
  weight: tf.mul(before.weight, next.weight),
  slope: tf.concat([tf.mul(before.weight, next.slope), tf.mul(before.slope, next.weight)], -1),
});

const at = (images: tf.Tensor, index: tf.Tensor) => tf.gatherND(tf.reshape(images, [-1, images.shape.at(-1)!]), index);

const addAll = (tensors: tf.Tensor[]): tf.Tensor => tensors.reduce((sum, x) => tf.add(sum, x));
