import type * as tf from '@tensorflow/tfjs-core';
import { dispose, slice3d } from '@tensorflow/tfjs-core';
import type { Section } from '../support/example';
import { plot } from '../support/plot';
import { png } from '../support/png';
import { figure, pictures as strip, table } from '../support/report';
import { type Stage, weightedSum } from './restyle';
import { type Pictures, type TermName, type Terms, termNames } from './scene';

/** The transfer of a style to a photograph. A stage that did not start is left out. */
export interface Transfer {
  name: string;
  pictures: Pictures;
  /** The terms of the unchanged photograph. */
  before: Terms;
  first: Stage;
  second?: Stage;
  smoothed?: { image: tf.Tensor3D; final: Terms };
}

const units: Record<TermName, string> = {
  style: 'style loss',
  content: 'content loss',
  matting: 'matting energy per pixel',
  variation: 'total variation per pixel',
};

/** The weights of the first stage and of the second. */
type Weights = readonly [Terms, Terms];

export async function report(transfers: readonly Transfer[], weights: Weights): Promise<Section> {
  const stages = transfers.flatMap(({ first, second }) => (second ? [first, second] : [first]));
  const sum = (of: (stage: Stage) => number) => stages.reduce((sum, stage) => sum + of(stage), 0);
  const seconds = sum((stage) => stage.seconds) / sum((stage) => stage.evaluations);
  const [height, width] = transfers[0].pictures.photo.shape;
  return {
    title: 'Deep photo style transfer on VGG19',
    paper: 'Luan et al. 2017, with the matting Laplacian of Levin et al. 2008',
    findings: transfers.flatMap(findings),
    text: [
      `Two photographs, ${width} pixels wide (the first is ${width} × ${height}), exchange their styles. L-BFGS changes the pixels of each, within [0, 1], until the Gram matrices of VGG19's block1_conv1, block2_conv1 and block3_conv1 match those of the other. Sky and ground are matched separately. The masks propagate through the network like features.`,
      `There are two stages. The first starts from the photograph, leaves out the matting term, and ends when the style loss is a tenth of the photograph's. The second starts from the result of the first and adds the matting term, which holds every window of 3 × 3 pixels to an affine change of the photograph's own colours. It ends when the style loss is still a tenth of the photograph's, the matting energy is a tenth of the first stage's, and their weighted sum has settled. Either stage also ends when its evaluations are used up. The last picture is the smooth recolouring of the photograph that is nearest to the second stage's result. Nothing holds it to the style. One evaluation of the loss and its gradient took ${seconds.toFixed(1)} s.`,
    ],
    figures: (await Promise.all(transfers.map((transfer) => figuresOf(transfer, weights)))).flat(),
  };
}

/** Each finding is a ratio: to the style loss of the photograph, or to the matting energy after the first stage. */
function findings({ name, before, first, second, smoothed }: Transfer): Section['findings'] {
  const style = ({ style }: Terms) => `style loss ${times(before.style / style)}`;
  const both = (terms: Terms) => `${style(terms)}, matting energy ${times(first.final.matting / terms.matting)}`;
  return [
    { label: `${name}, without the matting term`, value: `${style(first.final)}, ${ending(first)}` },
    {
      label: `${name}, with the matting term`,
      value: second ? `${both(second.final)}, ${ending(second)}` : 'interrupted before it started',
    },
    ...(smoothed ? [{ label: `${name}, with the matting term and smoothed`, value: both(smoothed.final) }] : []),
  ];
}

const times = (ratio: number) => `${ratio < 100 ? ratio.toFixed(1) : ratio.toFixed(0)} times lower`;

const reasons: Record<string, string> = {
  enough: '',
  evaluations: ', the limit',
  interrupted: ', interrupted',
};

const ending = ({ evaluations, reason }: Stage) =>
  `${evaluations} evaluations${reasons[reason] ?? `, ended by '${reason}'`}`;

async function figuresOf({ name, pictures, before, first, second, smoothed }: Transfer, weights: Weights) {
  const { photo, style, photoMasks, styleMasks } = pictures;
  const made = {
    'without the matting term': first,
    ...(second && { 'with the matting term': second }),
    ...(smoothed && { 'with the matting term, smoothed': smoothed }),
  };
  const images = mapValues({ photograph: { image: photo }, ...made }, ({ image }) => image);
  const { photograph, ...restyled } = images;
  const masks = { 'sky of the photograph (white)': photoMasks, 'sky of the style': styleMasks };
  return [
    strip(
      await row({ photograph, style, ...restyled, ...masks }, 500),
      `The ${name}. The sky is the area that can be reached from the upper edge in low-contrast steps; the rest is ground. This is a plain rule, not a segmentation.`,
    ),
    await middles(images),
    termsTable({ photograph: before, ...mapValues(made, ({ final }) => final) }, weights),
    figure(
      `<div class="plots">${termNames.map((term) => curves(term, first, second)).join('')}</div>`,
      'Each term against the number of evaluations. The stage with the matting term follows the stage without it.',
    ),
  ];
}

const row = (images: Record<string, tf.Tensor3D>, width: number) =>
  Promise.all(Object.entries(images).map(async ([label, image]) => ({ label, src: await png(image), width })));

async function middles(images: Record<string, tf.Tensor3D>): Promise<string> {
  const pieces = mapValues(images, (image) => {
    const [height, width] = image.shape;
    return slice3d(image, [(3 * height) >> 3, (3 * width) >> 3, 0], [height >> 2, width >> 2, 3]);
  });
  const shown = strip(await row(pieces, 240), 'The middle of the pictures.');
  dispose(pieces);
  return shown;
}

/** A table of the terms of several pictures, with their loss in each stage. */
export function termsTable(terms: Record<string, Terms>, weights: Weights): string {
  const numbers = (value: (terms: Terms) => number) => Object.values(terms).map((terms) => value(terms).toPrecision(4));
  const [firstWeights, secondWeights] = weights;
  const weightOf = (name: TermName) =>
    firstWeights[name] === secondWeights[name]
      ? firstWeights[name]
      : `${firstWeights[name]}, then ${secondWeights[name]}`;
  return table(
    ['term', 'weight', ...Object.keys(terms)],
    [
      ...termNames.map((name) => [units[name], weightOf(name), ...numbers((terms) => terms[name])]),
      ['weighted sum: the loss without the matting term', '', ...numbers((terms) => weightedSum(terms, firstWeights))],
      ['weighted sum: the loss with the matting term', '', ...numbers((terms) => weightedSum(terms, secondWeights))],
    ],
    'Every term of the loss before weighting, and the weighted sums that L-BFGS minimized. A term of weight 0 is not part of the loss. Style and content are in units of activations of 255.',
  );
}

/** Plots a term against evaluations. The axis is logarithmic, so values near zero, at the photograph, are left out. */
function curves(name: TermName, first: Stage, second?: Stage): string {
  const points = ({ steps }: Stage, before: number) =>
    steps.flatMap(({ evaluations, terms }) =>
      terms[name] > 1e-9 ? [[before + evaluations, terms[name]] as [number, number]] : [],
    );
  return plot(
    [
      { name: 'without the matting term', points: points(first, 0) },
      ...(second ? [{ name: 'with the matting term', points: points(second, first.evaluations) }] : []),
    ],
    { x: 'evaluations', y: units[name], logarithmic: true },
  );
}

const mapValues = <A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
