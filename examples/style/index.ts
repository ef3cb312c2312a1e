import * as tf from '@tensorflow/tfjs-core';
import { checkSegments, resizeMasks } from 'diffblocks/style';
import { choose, type Example } from '../support/example';
import { network } from '../support/features';
import { type PanoramaName, panorama, skyAndGround } from '../support/photographs';
import { plot } from '../support/plot';
import { png } from '../support/png';
import { figure, pictures } from '../support/report';
import { restyle } from './restyle';

/** Chosen by trial. */
const weights = { content: 0.02, style: 10, matting: 3000 };

/** Masks of sky and ground in the size of an image. They are found at full size, where the rule works. */
async function masksOf(name: PanoramaName, { shape: [height, width] }: tf.Tensor3D): Promise<tf.Tensor3D> {
  const whole = await panorama(name);
  const masks = await skyAndGround(whole);
  const resized = resizeMasks(masks, [height, width]);
  tf.dispose([whole, masks]);
  return resized;
}

const palace = (image: tf.Tensor): tf.Tensor3D => {
  const [height, width] = image.shape;
  return tf.slice(image, [height >> 4, width >> 3, 0], [height >> 1, width >> 2, 3]) as tf.Tensor3D;
};

const example: Example = async ({ length, features: folder, progress }) => {
  const net = await network(folder, { scales: [3, 7], filters: 16 });
  const extract = net.features([...net.styleLayers, net.contentLayer]);
  const features = (image: tf.Tensor3D) => {
    const maps = extract(image);
    return { content: maps[net.contentLayer], style: net.styleLayers.map((name) => maps[name]) };
  };
  // VGG19 takes far more time per pixel than the filters.
  const factor = folder ? 2 : choose(length, { short: 4, normal: 1, full: 1 });
  const steps = choose(length, { short: 40, normal: 60, full: 300 });

  const photo = await panorama('sunset', factor);
  const stylePhoto = await panorama('dawn', factor);
  const photoMasks = await masksOf('sunset', photo);
  const styleMasks = await masksOf('dawn', stylePhoto);
  await checkSegments(photoMasks, styleMasks);

  const scene = {
    photo: { image: photo, masks: photoMasks },
    style: { image: stylePhoto, masks: styleMasks },
    features,
  };
  const run = async (matting: number, from: number, name: string) => {
    const losses: [style: number, matting: number][] = [];
    const settings = { weights: { ...weights, matting }, steps };
    const image = await restyle(scene, settings, async (step, [, style, matting]) => {
      losses.push([style, matting]);
      await progress(from + step / steps / 2, name);
    });
    return { image: image as tf.Variable<tf.Rank.R3>, losses };
  };
  const free = await run(0, 0, 'without matting term');
  const photoreal = await run(weights.matting, 0.5, 'with matting term');

  const views: [image: tf.Tensor3D, label: string, width: number, alt: string][] = [
    [photo, 'photograph', 500, 'Venice by day, a panorama'],
    [stylePhoto, 'style', 500, 'a desert at dawn, a panorama'],
    [photoreal.image, 'restyled, with the matting term', 500, 'Venice in the light of dawn'],
    [free.image, 'restyled, without the matting term', 500, 'the same with blurred and doubled outlines'],
    [photoMasks, 'the photograph’s sky (white) and ground (black)', 500, 'the skyline of Venice in black and white'],
    [styleMasks, 'the style’s sky and ground', 500, 'the skyline of the desert in black and white'],
    [palace(photo), 'detail of the photograph', 330, 'arches of the Doge’s Palace'],
    [palace(photoreal.image), 'with the matting term', 330, 'the arches, as sharp, in other colours'],
    [palace(free.image), 'without the matting term', 330, 'the arches, smeared'],
  ];
  const images = pictures(
    await Promise.all(views.map(async ([image, label, width, alt]) => ({ label, alt, src: await png(image), width }))),
    'Venice, and a desert at dawn: panoramas of Poly Haven (CC0), without the zenith and the floor. The sky is the area that can be reached from the upper edge in low-contrast steps; the rest is ground. This is a plain rule, not a segmentation. Sky takes its style from sky, and ground from ground.',
  );
  net.dispose();
  tf.dispose(views.map(([image]) => image));

  const curves = (term: 0 | 1, y: string) =>
    plot(
      [
        { name: 'with the matting term', points: photoreal.losses.map((losses, step) => [step, losses[term]]) },
        { name: 'without the matting term', points: free.losses.map((losses, step) => [step, losses[term]]) },
      ],
      { x: 'step', y, logarithmic: true },
    );
  const change = (losses: number[][]) => `${(losses[0][0] / losses[losses.length - 1][0]).toFixed(0)} times smaller`;
  const distortions = [free, photoreal].map(({ losses }) => losses[losses.length - 1][1]);
  return {
    title: 'Deep photo style transfer',
    paper: 'Gatys et al. 2016; Luan et al. 2017, with the matting Laplacian of Levin et al. 2008',
    findings: [
      { label: 'style loss at the end, with the matting term', value: change(photoreal.losses) },
      { label: 'style loss at the end, without it', value: change(free.losses) },
      {
        label: 'distortion of the photograph',
        value: `${(distortions[0] / distortions[1]).toFixed(0)} times less with the matting term`,
      },
    ],
    text: [
      `Gradient descent changes the pixels of the photograph until the Gram matrices of their features match those of the style. Sky and ground are matched separately. The features are ${net.name}; they know light, colours and grain, but no objects.`,
      'The matting term allows every small window only an affine change of the photograph’s own colours, so that the result is still a photograph. Without it the image is free to match the style more closely, and does so by blurring and inventing detail.',
    ],
    figures: [
      images,
      figure(
        `<div class="plots">${curves(0, 'style loss')}${curves(1, 'distortion')}</div>`,
        'The style loss is the distance of the Gram matrices from those of the style; an image without any features has a loss of 1 in each layer. The distortion is the matting energy of the image per pixel: squared differences of its colours, in [0, 1], from the best recolouring of each 3 × 3 window of the photograph.',
      ),
    ],
  };
};

export default example;
