import type * as tf from '@tensorflow/tfjs-core';
import { dispose, tidy } from '@tensorflow/tfjs-core';
import { smoothLocalAffine } from 'diffblocks/matting';
import { resizeMasks } from 'diffblocks/style';
import { type Context, choose, type Example, type Section } from '../support/example';
import { untilInterrupted } from '../support/interrupt';
import { type PhotographName, photograph, skyAndGround } from '../support/photographs';
import { vgg19 } from './network';
import { report } from './report';
import { restyle, type StageSettings } from './restyle';
import { disposeScene, type Pictures, prepare, type Scene, type Terms, termNames, termsOf } from './scene';

/** Found by trying: the style comes as far with the matting term as without it. */
const weights: Terms = { style: 1, content: 1e-3, matting: 30, variation: 0 };

const example: Example = async ({ length, features: folder, progress }) => {
  if (!folder) throw new Error('deepPhoto: needs --features DIR, a folder with VGG19 as a tfjs layers model');
  // The long side is 128, 512 or 1024 pixels: a gradient at the last does not fit into memory in one piece.
  const factor = choose(length, { short: 8, normal: 2, full: 1 });
  const network = await vgg19(folder, { checkpointed: length === 'full' });
  const pictures = await load('nagasaki-boats', 'dust-bowl-home', factor);
  const scene = await prepare(pictures, network);
  const settings = { evaluations: choose(length, { short: 30, normal: 200, full: 200 }), styleFactor: 10 };
  const section = await untilInterrupted((signal) => transfer(pictures, scene, { ...settings, signal, progress }));
  disposeScene(scene);
  network.dispose();
  dispose({ ...pictures });
  return section;
};

async function load(photoName: PhotographName, styleName: PhotographName, factor: number): Promise<Pictures> {
  const photo = await photograph(photoName, factor);
  const style = await photograph(styleName, factor);
  return { photo, style, photoMasks: await masksOf(photoName, photo), styleMasks: await masksOf(styleName, style) };
}

/** Sky and ground of a photograph: found at a quarter of its size, where the rule works, for an image of any size. */
async function masksOf(name: PhotographName, { shape: [height, width] }: tf.Tensor3D): Promise<tf.Tensor3D> {
  const quarter = await photograph(name, 4);
  const masks = await skyAndGround(quarter);
  const resized = resizeMasks(masks, [height, width]);
  dispose([quarter, masks]);
  return resized;
}

type TransferSettings = Pick<StageSettings, 'evaluations' | 'styleFactor' | 'signal'> & Pick<Context, 'progress'>;

/** Without the matting term, with it, and smoothed: each from the photograph, so that the first two can be compared. */
async function transfer(pictures: Pictures, scene: Scene, settings: TransferSettings): Promise<Section> {
  const { photo } = pictures;
  const stage = (part: number, note: string, weights: Terms) =>
    restyle(scene, photo, {
      ...settings,
      weights,
      onStep: ({ evaluations, terms }) =>
        settings.progress((part + evaluations / settings.evaluations) / 2, `${note}: style ${terms.style.toFixed(5)}`),
    });
  const without = await stage(0, 'without matting term', { ...weights, matting: 0 });
  const within = await stage(1, 'with matting term', weights);
  const smoothed = smoothLocalAffine(within.image, photo);
  const section = await report({
    pictures,
    without: { ...without, final: await evaluate(without.image, scene) },
    within: { ...within, final: await evaluate(within.image, scene) },
    smoothed: { image: smoothed, final: await evaluate(smoothed, scene) },
    weights,
  });
  dispose([without.image, within.image, smoothed]);
  return section;
}

async function evaluate(image: tf.Tensor3D, scene: Scene): Promise<Terms> {
  const terms = tidy(() => termsOf(image, scene));
  const values = await Promise.all(termNames.map(async (name) => [name, (await terms[name].data())[0]]));
  dispose({ ...terms });
  return Object.fromEntries(values) as Terms;
}

export default example;
