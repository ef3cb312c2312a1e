/**
 * Draws docs/images/zone-plate.png: waves that get shorter with the radius, and the same picture at a third of the
 * size, without and with `antialias`. Run `npx tsup --no-dts && npx tsx examples/spatial/zonePlate.ts`.
 */
import '@tensorflow/tfjs-backend-cpu';
import { mkdir, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { spatialTransformer } from 'diffblocks/spatial';
import { png } from '../support/png';

const size = 240;
const small = size / 3;

/** ½ + ½ cos(π r² / size). The waves are two pixels long at the middle of each side. */
function zonePlate(): tf.Tensor3D {
  const squares = tf.square(tf.sub(tf.range(0, size), (size - 1) / 2));
  const squaredRadii = tf.add(tf.reshape(squares, [1, size]), tf.reshape(squares, [size, 1]));
  const waves = tf.cos(tf.mul(squaredRadii, Math.PI / size));
  return tf.reshape(tf.add(tf.mul(waves, 0.5), 0.5), [size, size, 1]);
}

/** The image at a third of the size, with each pixel drawn as 3 × 3 pixels. */
function thirdOf(image: tf.Tensor3D, antialias: boolean): tf.Tensor3D {
  const third = spatialTransformer(image, [1, 0, 0], [small, small], { antialias });
  return tf.image.resizeNearestNeighbor(third, [size, size]);
}

const picture = tf.tidy(() => {
  const plate = zonePlate();
  const gap = tf.ones<tf.Rank.R3>([size, 8, 1]);
  return tf.concat([plate, gap, thirdOf(plate, false), gap, thirdOf(plate, true)], 1);
});
const [, data] = (await png(picture)).split(',');
await mkdir('docs/images', { recursive: true });
await writeFile('docs/images/zone-plate.png', Buffer.from(data, 'base64'));
