import type * as tf from '@tensorflow/tfjs-core';
import { slice3d } from '@tensorflow/tfjs-core';
import type { Section } from '../support/example';
import { plot } from '../support/plot';
import { png } from '../support/png';
import { figure, pictures as strip, table } from '../support/report';
import type { Stage } from './restyle';
import { type Pictures, type TermName, type Terms, termNames } from './scene';

interface Results {
  pictures: Pictures;
  without: Stage & { final: Terms };
  within: Stage & { final: Terms };
  smoothed: { image: tf.Tensor3D; final: Terms };
  weights: Terms;
}

const units: Record<TermName, string> = {
  style: 'style loss',
  content: 'content loss',
  matting: 'matting energy per pixel',
  variation: 'total variation per pixel',
};

export async function report({ pictures, without, within, smoothed, weights }: Results): Promise<Section> {
  const { photo, style, photoMasks, styleMasks } = pictures;
  const [height, width] = photo.shape;
  const first = [...without.steps, ...within.steps][0]?.terms ?? without.final;
  const fall = ({ style }: Terms) => `${(first.style / style).toFixed(1)} times`;
  const shown = { 'without the matting term': without, 'with it': within, 'with it, smoothed': smoothed };
  const src = Object.entries({ photograph: photo, style, ...mapValues(shown, ({ image }) => image) });
  const share = (matting: number) => `${(without.final.matting / matting).toFixed(0)} times less`;
  const seconds = (within.seconds + without.seconds) / (within.evaluations + without.evaluations);
  return {
    title: 'Deep photo style transfer on VGG19',
    paper: 'Luan et al. 2017, with the matting Laplacian of Levin et al. 2008',
    findings: [
      { label: 'style loss falls, without the matting term', value: `${fall(without.final)} in ${ending(without)}` },
      ...(within.evaluations === 0
        ? [{ label: 'with it', value: 'interrupted before it began' }]
        : [
            { label: 'style loss falls, with it', value: `${fall(within.final)} in ${ending(within)}` },
            { label: 'matting energy, with the term', value: share(within.final.matting) },
            { label: 'matting energy, smoothed', value: share(smoothed.final.matting) },
          ]),
    ],
    text: [
      `The photograph of ${width} × ${height} pixels is changed by L-BFGS, within [0, 1], until the Gram matrices of VGG19's block1_conv1, block2_conv1 and block3_conv1, sky and ground each by itself, are those of the style. Masks go through the network as features do. Both runs start at the photograph and end when the style loss is a tenth of what it was there; an evaluation of the loss with its gradient took ${seconds.toFixed(1)} s. The matting term holds every window of 3 × 3 pixels to an affine change of the photograph's own colours. The last picture is the nearest smooth recolouring of the photograph.`,
    ],
    figures: [
      strip(
        [
          ...(await Promise.all(src.map(async ([label, picture]) => ({ label, src: await png(picture), width: 500 })))),
          { label: 'sky of the photograph (white)', src: await png(photoMasks), width: 500 },
          { label: 'sky of the style', src: await png(styleMasks), width: 500 },
        ],
        'Sky is what can be reached from the upper edge in steps of little contrast, the rest is ground: a plain rule, not a segmentation.',
      ),
      strip(
        await Promise.all(
          src
            .filter(([label]) => label !== 'style')
            .map(async ([label, picture]) => ({ label: `detail: ${label}`, src: await detail(picture), width: 240 })),
        ),
        'The middle of the pictures.',
      ),
      table(
        ['term', 'weight', 'photograph', ...Object.keys(shown)],
        termNames.map((name) => [
          units[name],
          weights[name],
          ...[first, ...Object.values(shown).map(({ final }) => final)].map((terms) => terms[name].toExponential(2)),
        ]),
        'Every term of the loss, without its weight. The matting term has weight 0 in the run without it. Style and content are in units of activations of 255.',
      ),
      figure(
        `<div class="plots">${termNames.map((name) => curves(name, { within, without })).join('')}</div>`,
        'The terms by the number of evaluations.',
      ),
    ],
  };
}

const reasons: Record<string, string> = {
  reached: 'evaluations',
  evaluations: 'evaluations, no more were allowed',
  interrupted: 'evaluations, interrupted',
};

const ending = ({ evaluations, reason }: Stage) =>
  `${evaluations} ${reasons[reason] ?? `evaluations, ended by '${reason}'`}`;

/** A term by evaluations; at the photograph itself some are as good as zero, for which a logarithm has no place. */
const curves = (name: TermName, { within, without }: Record<'within' | 'without', Stage>) =>
  plot(
    Object.entries({ 'with the matting term': within, 'without it': without }).map(([label, { steps }]) => ({
      name: label,
      points: steps.flatMap(({ evaluations, terms }) =>
        terms[name] > 1e-9 ? [[evaluations, terms[name]] as [number, number]] : [],
      ),
    })),
    { x: 'evaluations', y: units[name], logarithmic: true },
  );

async function detail(picture: tf.Tensor3D): Promise<string> {
  const [height, width] = picture.shape;
  const piece = slice3d(picture, [(3 * height) >> 3, (3 * width) >> 3, 0], [height >> 2, width >> 2, 3]);
  const src = await png(piece);
  piece.dispose();
  return src;
}

const mapValues = <A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
