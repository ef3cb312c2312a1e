import * as tf from '@tensorflow/tfjs-core';
import { type MattingLaplacian, mattingLaplacian, photorealismLoss } from 'diffblocks/matting';
import { checkSegments, featureInversionLoss, maskedStyleLoss, resizeMasks } from 'diffblocks/style';
import { choose, type Example } from '../support/example';
import { network } from '../support/features';
import { type PanoramaName, panorama, skyAndGround } from '../support/photographs';
import { plot } from '../support/plot';
import { png } from '../support/png';
import { figure, pictures } from '../support/report';

interface Scene {
  photo: tf.Tensor3D;
  laplacian: MattingLaplacian;
  features(image: tf.Tensor3D): { content: tf.Tensor3D; style: tf.Tensor3D[] };
  /** Content features of the photograph. */
  content: tf.Tensor3D;
  /** Features of the style image, layer by layer, and the masks of both images at each layer's size. */
  style: tf.Tensor3D[];
  styleMasks: tf.Tensor3D[];
  photoMasks: tf.Tensor3D[];
  /** The style loss of an image without features, layer by layer: the unit of the layer. */
  styleUnits: tf.Scalar[];
}

interface Weights {
  content: number;
  style: number;
  /** Weight of the photorealism term; 0 leaves it out. */
  matting: number;
}

/** Chosen by trial. */
const weights: Weights = { content: 0.02, style: 10, matting: 3000 };

interface Losses {
  style: number;
  matting: number;
}

/** Changes the photograph to an image in the other's style by gradient descent (Luan et al. 2017, eq. 4). */
async function restyle(
  { features, photo, laplacian, content, style, styleMasks, photoMasks, styleUnits }: Scene,
  weights: Weights,
  steps: number,
  onProgress: (step: number) => Promise<void>,
): Promise<{ image: tf.Variable; losses: Losses[] }> {
  const image = tf.variable(photo);
  const optimizer = tf.train.adam(0.02);
  const pixels = photo.shape[0] * photo.shape[1];
  const losses: Losses[] = [];
  for (let step = 1; step <= steps; step++) {
    const terms: tf.Scalar[] = [];
    optimizer.minimize(
      () => {
        const seen = features(image);
        const contentTerm = featureInversionLoss(seen.content, content);
        const styleTerm = tf.addN(
          seen.style.map((layer, index) =>
            tf.div(maskedStyleLoss(layer, style[index], photoMasks[index], styleMasks[index]), styleUnits[index]),
          ),
        );
        const mattingTerm = tf.div(photorealismLoss(image, laplacian), pixels);
        terms.push(tf.keep(styleTerm) as tf.Scalar, tf.keep(mattingTerm) as tf.Scalar);
        return tf.addN([
          tf.mul(weights.content, contentTerm),
          tf.mul(weights.style, styleTerm),
          tf.mul(weights.matting, mattingTerm),
        ]) as tf.Scalar;
      },
      false,
      [image],
    );
    const [styleLoss, mattingLoss] = await Promise.all(terms.map(async (term) => (await term.data())[0]));
    losses.push({ style: styleLoss, matting: mattingLoss });
    tf.dispose(terms);
    tf.tidy(() => image.assign(tf.clipByValue(image, 0, 1)));
    await onProgress(step);
  }
  optimizer.dispose();
  return { image, losses };
}

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

  const targets = tf.tidy(() => {
    const { content, style: photoLayers } = features(photo);
    const { style } = features(stylePhoto);
    const atLayers = (masks: tf.Tensor3D, layers: tf.Tensor3D[]) =>
      layers.map(({ shape }) => resizeMasks(masks, [shape[0], shape[1]]));
    const [photoAtLayers, styleAtLayers] = [atLayers(photoMasks, photoLayers), atLayers(styleMasks, style)];
    const styleUnits = photoLayers.map((layer, index) =>
      maskedStyleLoss(tf.zerosLike(layer), style[index], photoAtLayers[index], styleAtLayers[index]),
    );
    return { content, style, styleUnits, photoMasks: photoAtLayers, styleMasks: styleAtLayers };
  });
  const scene: Scene = { photo, laplacian: mattingLaplacian(photo, { epsilon: 1e-5 }), features, ...targets };

  const free = await restyle(scene, { ...weights, matting: 0 }, steps, (step) =>
    progress(step / steps / 2, 'without matting term'),
  );
  const photoreal = await restyle(scene, weights, steps, (step) =>
    progress(0.5 + step / steps / 2, 'with matting term'),
  );

  const views: [image: tf.Tensor3D, label: string, width: number][] = [
    [photo, 'photograph', 500],
    [stylePhoto, 'style', 500],
    [photoreal.image as tf.Tensor3D, 'restyled, with the matting term', 500],
    [free.image as tf.Tensor3D, 'restyled, without the matting term', 500],
    [photoMasks, 'sky of the photograph, white', 500],
    [styleMasks, 'sky of the style', 500],
    [palace(photo), 'detail of the photograph', 330],
    [palace(photoreal.image), 'with the matting term', 330],
    [palace(free.image), 'without the matting term', 330],
  ];
  const images = pictures(
    await Promise.all(views.map(async ([image, label, width]) => ({ label, src: await png(image), width }))),
    'Venice, and a desert at dawn: panoramas of Poly Haven (CC0), without the zenith and the floor. The sky is the area that can be reached from the upper edge in low-contrast steps; the rest is ground. This is a plain rule, not a segmentation. Sky takes its style from sky, and ground from ground.',
  );
  scene.laplacian.dispose();
  net.dispose();
  tf.dispose(views.map(([image]) => image));
  tf.dispose(targets);

  const curves = (loss: keyof Losses, y: string) =>
    plot(
      [
        { name: 'with the matting term', points: photoreal.losses.map((losses, step) => [step, losses[loss]]) },
        { name: 'without the matting term', points: free.losses.map((losses, step) => [step, losses[loss]]) },
      ],
      { x: 'step', y, logarithmic: true },
    );
  const change = (losses: Losses[]) =>
    `${(losses[0].style / losses[losses.length - 1].style).toFixed(0)} times smaller`;
  const distortion = (losses: Losses[]) => losses[losses.length - 1].matting.toExponential(1);
  return {
    title: 'Deep photo style transfer',
    paper: 'Gatys et al. 2016; Luan et al. 2017, with the matting Laplacian of Levin et al. 2008',
    findings: [
      { label: 'style loss, with the matting term', value: change(photoreal.losses) },
      { label: 'style loss, without the matting term', value: change(free.losses) },
      { label: 'distortion of the photograph, with the matting term', value: distortion(photoreal.losses) },
      { label: 'distortion, without the matting term', value: distortion(free.losses) },
    ],
    text: [
      `Gradient descent changes the pixels of the photograph until the Gram matrices of their features match those of the style. Sky and ground are matched separately. The features are ${net.name}. The matting term holds every small window to an affine change of the photograph’s own colours. Without it, the result has colours and grain that the photograph does not have.`,
    ],
    figures: [
      images,
      figure(
        `<div class="plots">${curves('style', 'style loss')}${curves('matting', 'photorealism loss per pixel')}</div>`,
        'Left: the distance of the Gram matrices from those of the style. Right: the distance of the image from a recolouring of the photograph.',
      ),
    ],
  };
};

export default example;
