import * as tf from '@tensorflow/tfjs-core';
import { choose, type Example } from '../support/example';
import { photograph } from '../support/photographs';
import { png } from '../support/png';
import { percent, pictures } from '../support/report';
import { cutOut, over } from './cutOut';
import { draw, type Stroke } from './scribbles';

/** Strokes on the house, on its roof and in its openings. */
const onHouse: Stroke[] = [
  [
    [0.65, 0.26],
    [0.88, 0.28],
  ],
  [
    [0.56, 0.31],
    [0.6, 0.27],
    [0.68, 0.33],
    [0.93, 0.33],
  ],
  [
    [0.56, 0.42],
    [0.59, 0.36],
    [0.64, 0.34],
    [0.64, 0.42],
    [0.68, 0.43],
    [0.68, 0.35],
    [0.78, 0.36],
    [0.93, 0.36],
    [0.93, 0.41],
    [0.73, 0.43],
  ],
];

/** Strokes around the house: sky, horizon and ground. */
const aroundHouse: Stroke[] = [
  [
    [0.03, 0.05],
    [0.97, 0.05],
  ],
  [
    [0.05, 0.25],
    [0.4, 0.15],
    [0.45, 0.3],
    [0.5, 0.24],
    [0.59, 0.19],
    [0.85, 0.2],
    [0.99, 0.27],
    [0.985, 0.42],
    [0.9, 0.48],
    [0.6, 0.495],
    [0.5, 0.46],
    [0.5, 0.36],
  ],
  [
    [0.02, 0.385],
    [0.49, 0.385],
  ],
  [
    [0.03, 0.42],
    [0.49, 0.43],
    [0.3, 0.6],
    [0.95, 0.6],
    [0.9, 0.72],
    [0.05, 0.7],
  ],
];

/** Cuts the house out of its photograph with a few scribbles, and places it in the Alps. */
const example: Example = async ({ length, progress }) => {
  const factor = choose(length, { short: 8, normal: 3, full: 2 });
  const photo = await photograph('dust-bowl-home', factor);
  const alps = await photograph('french-alpine-landscape', factor);
  const [height, width] = photo.shape;
  const strokes = { onObject: draw(onHouse, [height, width]), aroundIt: draw(aroundHouse, [height, width]) };

  let solved = { step: 0, residual: 1 };
  const { trimap, alpha, foreground, background } = await cutOut(photo, strokes, {
    onProgress: ({ step, residual }) => {
      solved = { step, residual };
      void progress(Math.log(residual) / Math.log(1e-7), `residual ${residual.toExponential(1)}`);
    },
  });

  const shown = tf.tidy(() => {
    const { onObject, aroundIt } = strokes;
    const [yellow, blue] = [tf.tensor1d([1, 0.75, 0.1]), tf.tensor1d([0.1, 0.4, 1])];
    return {
      scribbled: over(over(photo, yellow, onObject), blue, aroundIt),
      matte: tf.expandDims<tf.Tensor3D>(alpha, 2),
      inAlps: over(tf.image.resizeBilinear(alps, [height, width]), foreground, alpha),
      without: background,
      knownShare: tf.mean(tf.add(onObject, aroundIt)),
    };
  });
  const views: [map: tf.Tensor3D, label: string][] = [
    [shown.scribbled, 'scribbles: house and surroundings'],
    [shown.matte, 'matte'],
    [shown.inAlps, 'the house in the Alps'],
    [shown.without, 'the estimated background'],
  ];
  const list = await Promise.all(views.map(async ([map, label]) => ({ src: await png(map), label, width: 340 })));
  const [knownShare] = await shown.knownShare.data();
  tf.dispose([photo, alps, strokes, trimap, alpha, foreground, shown]); // `shown` contains the background

  return {
    title: 'Closed-form matting from scribbles',
    paper: 'Levin, Lischinski, Weiss 2008; Germer et al. 2020 for the colours of foreground and background',
    findings: [
      { label: 'pixels under a scribble', value: percent(knownShare) },
      { label: 'iterations for the remaining pixels', value: String(solved.step) },
      { label: 'residual', value: solved.residual.toExponential(1) },
    ],
    text: [
      'A few strokes mark the house and its surroundings. For all other pixels, the method finds the matte that is closest to an affine function of the colours in every small window. This is a linear system with one equation per pixel. Conjugate gradients solve it without forming its matrix. Then the colours of the house are separated from those behind it, so that pixels shared by both bring none of the old sky along.',
    ],
    figures: [
      pictures(
        list,
        'Dorothea Lange’s photograph of an abandoned house (about 1940), placed in Adolphe Braun’s photograph of the Alps (about 1870).',
      ),
    ],
  };
};

export default example;
