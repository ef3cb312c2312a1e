import * as tf from '@tensorflow/tfjs-core';
import { type MattingLaplacian, mattingLaplacian, photorealismLoss } from 'diffblocks/matting';
import { checkpoint } from 'diffblocks/optimize';
import { checkSegments, contentLoss, maskedStyleLoss, totalVariationLoss } from 'diffblocks/style';
import { contentLayer, type Network, styleLayers } from './network';

export const termNames = ['style', 'content', 'matting', 'variation'] as const;
export type TermName = (typeof termNames)[number];
/** The terms of the loss, style and content in the network's unit, matting and total variation per pixel. */
export type Terms<Value = number> = Record<TermName, Value>;

export interface Pictures {
  photo: tf.Tensor3D;
  style: tf.Tensor3D;
  /** `[height, width, classes]`, in the size of their picture. */
  photoMasks: tf.Tensor3D;
  styleMasks: tf.Tensor3D;
}

/** Everything that stays the same while the image changes. */
export interface Scene {
  network: Network;
  laplacian: MattingLaplacian;
  content: tf.Tensor4D;
  style: tf.Tensor4D[];
  photoMasks: tf.Tensor4D[];
  styleMasks: tf.Tensor4D[];
}

/** Rejects pictures and masks that do not fit each other, before anything is computed. */
export async function prepare(pictures: Pictures, network: Network): Promise<Scene> {
  const { photo, style, photoMasks, styleMasks } = pictures;
  requireSize('the masks of the photograph', photoMasks, photo);
  requireSize('the masks of the style', styleMasks, style);
  await checkSegments(photoMasks, styleMasks);
  const laplacian = mattingLaplacian(photo);
  return {
    network,
    laplacian,
    content: featuresOf(photo, [contentLayer], network)[0],
    style: featuresOf(style, styleLayers, network),
    photoMasks: tf.tidy(() => network.masks(photoMasks)),
    styleMasks: tf.tidy(() => network.masks(styleMasks)),
  };
}

const featuresOf = (image: tf.Tensor3D, layers: string[], network: Network): tf.Tensor4D[] =>
  tf.tidy(() => {
    const visitors = Object.fromEntries(layers.map((name) => [name, (features: tf.Tensor4D) => features]));
    const features = network.visit(image, visitors);
    return layers.map((name) => features[name] as tf.Tensor4D);
  });

function requireSize(name: string, { shape: got }: tf.Tensor3D, { shape: expected }: tf.Tensor3D): void {
  if (got[0] === expected[0] && got[1] === expected[1]) return;
  throw new Error(`deepPhoto: ${name} have another size; expected ${expected.slice(0, 2)}; got ${got.slice(0, 2)}`);
}

/** The terms of an image (Luan et al. 2017, eq. 4, with total variation). A Laplacian of another size is an error here. */
export function termsOf(image: tf.Tensor3D, scene: Scene): Terms<tf.Scalar> {
  const { network, laplacian, content, style, photoMasks, styleMasks } = scene;
  const pixels = image.shape[0] * image.shape[1];
  // The gradients of what is computed first come last, and keep no memory from those of the network.
  const matting = tf.div(photorealismLoss(image, laplacian), pixels) as tf.Scalar;
  const variation = checkpoint((x: tf.Tensor3D) => tf.div(totalVariationLoss(x), pixels) as tf.Scalar)(image);
  const styleLosses = styleLayers.map((name, index) => {
    const loss = (layer: tf.Tensor4D) => maskedStyleLoss(layer, style[index], photoMasks[index], styleMasks[index]);
    return [name, loss] as const;
  });
  const losses = network.visit(image, {
    ...Object.fromEntries(styleLosses),
    [contentLayer]: (layer: tf.Tensor4D) => contentLoss(layer, content),
  });
  return {
    style: tf.mul<tf.Scalar>(tf.addN(styleLayers.map((name) => losses[name])), network.units.style),
    content: tf.mul<tf.Scalar>(losses[contentLayer], network.units.content / content.size),
    matting,
    variation,
  };
}

export function disposeScene({ laplacian, content, style, photoMasks, styleMasks }: Scene): void {
  laplacian.dispose();
  tf.dispose([content, style, photoMasks, styleMasks]);
}
