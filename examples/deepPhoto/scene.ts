import * as tf from '@tensorflow/tfjs-core';
import { mattingLaplacian } from 'diffblocks/matting';
import { checkSegments, gramMatrix } from 'diffblocks/style';
import { contentLayer, type Network, styleLayers } from './network';
import { type Targets, termsOf as termsByLuan } from './terms';

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

/** The network, and everything that stays the same while the image changes. */
export interface Scene extends Targets {
  network: Network;
}

/** Computes a scene. First it rejects pictures and masks that do not fit each other. */
export async function prepare(pictures: Pictures, network: Network): Promise<Scene> {
  const { photo, style, photoMasks, styleMasks } = pictures;
  requireSize('the masks of the photograph', photoMasks, photo);
  requireSize('the masks of the style', styleMasks, style);
  await checkSegments(photoMasks, styleMasks);
  const masks = tf.tidy(() => network.masks(photoMasks));
  const grams = tf.tidy(() => {
    const visitors = network.masks(styleMasks).map((classes) => classes.map((mask) => gramUnder(mask)));
    return network.visit(style, Object.fromEntries(styleLayers.map((name, index) => [name, visitors[index]])));
  });
  return {
    network,
    laplacian: mattingLaplacian(photo),
    content: {
      layer: contentLayer,
      features: tf.tidy(() => network.visit(photo, { [contentLayer]: [(layer) => layer] })[contentLayer][0]),
    },
    style: Object.fromEntries(
      styleLayers.map((name, index) => [name, grams[name].map((gram, k) => ({ gram, mask: masks[index][k] }))]),
    ),
  };
}

const gramUnder =
  (mask: tf.Tensor3D) =>
  (layer: tf.Tensor4D): tf.Tensor3D =>
    gramMatrix(layer, { mask });

function requireSize(name: string, { shape: got }: tf.Tensor3D, { shape: expected }: tf.Tensor3D): void {
  if (got[0] === expected[0] && got[1] === expected[1]) return;
  throw new Error(`deepPhoto: ${name} have the wrong size; expected ${expected.slice(0, 2)}; got ${got.slice(0, 2)}`);
}

/** The terms of an image in the units of the network. Throws if the Laplacian has another size. */
export function termsOf(image: tf.Tensor3D, scene: Scene): Terms<tf.Scalar> {
  const { units, visit } = scene.network;
  const { style, content, ...others } = termsByLuan(image, scene, visit);
  return {
    // `gramLoss` divides by 4 C², the paper by 2 C².
    style: tf.mul(style, 2 * units.style),
    content: tf.mul(content, units.content / scene.content.features.size),
    ...others,
  };
}

export function disposeScene({ laplacian, content, style }: Scene): void {
  laplacian.dispose();
  tf.dispose([content.features, style]);
}
