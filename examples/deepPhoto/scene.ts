import * as tf from '@tensorflow/tfjs-core';
import { type MattingLaplacian, mattingLaplacian, photorealismLoss } from 'diffblocks/matting';
import { checkpoint } from 'diffblocks/optimize';
import { checkSegments, contentLoss, gramLoss, gramMatrix, totalVariationLoss } from 'diffblocks/style';
import { contentLayer, type Network, styleLayers } from './network';

export const termNames = ['style', 'content', 'matting', 'variation'] as const;
export type TermName = (typeof termNames)[number];
/** The terms of the loss: style and content in the network's unit, matting and total variation per pixel. */
export type Terms<Value = number> = Record<TermName, Value>;

export interface Pictures {
  photo: tf.Tensor3D;
  style: tf.Tensor3D;
  /** `[height, width, classes]`, with the size of the picture. */
  photoMasks: tf.Tensor3D;
  styleMasks: tf.Tensor3D;
}

/** Everything that stays the same while the image changes. */
export interface Scene {
  network: Network;
  laplacian: MattingLaplacian;
  content: tf.Tensor4D;
  /** For each style layer and class: the Gram matrix of the style, and the mask of the photograph. */
  style: tf.Tensor3D[][];
  photoMasks: tf.Tensor3D[][];
}

/** Computes a scene. First it rejects pictures and masks that do not fit each other. */
export async function prepare(pictures: Pictures, network: Network): Promise<Scene> {
  const { photo, style, photoMasks, styleMasks } = pictures;
  requireSize('the masks of the photograph', photoMasks, photo);
  requireSize('the masks of the style', styleMasks, style);
  await checkSegments(photoMasks, styleMasks);
  return {
    network,
    laplacian: mattingLaplacian(photo),
    content: tf.tidy(() => network.visit(photo, { [contentLayer]: [(layer) => layer] })[contentLayer][0]),
    style: tf.tidy(() => {
      const grams = network.masks(styleMasks).map((classes) => classes.map((mask) => gramUnder(mask)));
      const results = network.visit(style, byStyleLayer(grams));
      return styleLayers.map((name) => results[name]);
    }),
    photoMasks: tf.tidy(() => network.masks(photoMasks)),
  };
}

const gramUnder =
  (mask: tf.Tensor3D) =>
  (layer: tf.Tensor4D): tf.Tensor3D =>
    gramMatrix(layer, { mask });

const byStyleLayer = <T>(values: T[]): Record<string, T> =>
  Object.fromEntries(styleLayers.map((name, index) => [name, values[index]]));

function requireSize(name: string, { shape: got }: tf.Tensor3D, { shape: expected }: tf.Tensor3D): void {
  if (got[0] === expected[0] && got[1] === expected[1]) return;
  throw new Error(`deepPhoto: ${name} have the wrong size; expected ${expected.slice(0, 2)}; got ${got.slice(0, 2)}`);
}

/** The terms of an image (Luan et al. 2017, eq. 4, plus total variation). Throws if the Laplacian has another size. */
export function termsOf(image: tf.Tensor3D, scene: Scene): Terms<tf.Scalar> {
  const { network, laplacian, content, style, photoMasks } = scene;
  const pixels = image.shape[0] * image.shape[1];
  // The terms computed first have their gradients computed last, when the network's gradients no longer need memory.
  const matting = tf.div(photorealismLoss(image, laplacian), pixels) as tf.Scalar;
  const variation = checkpoint((x: tf.Tensor3D) => tf.div(totalVariationLoss(x), pixels) as tf.Scalar)(image);
  const styleLosses = photoMasks.map((classes, index) =>
    classes.map((mask, k) => (layer: tf.Tensor4D) => gramLoss(gramUnder(mask)(layer), style[index][k])),
  );
  const losses = network.visit(image, {
    ...byStyleLayer(styleLosses),
    [contentLayer]: [(layer) => contentLoss(layer, content)],
  });
  return {
    // `gramLoss` divides by 4 C², the paper by 2 C².
    style: tf.mul(tf.addN(styleLayers.flatMap((name) => losses[name])), 2 * network.units.style),
    content: tf.mul(losses[contentLayer][0], network.units.content / content.size),
    matting,
    variation,
  };
}

export function disposeScene({ laplacian, content, style, photoMasks }: Scene): void {
  laplacian.dispose();
  tf.dispose([content, ...style.flat(), ...photoMasks.flat()]);
}
