import { dispose, type Tensor3D } from '@tensorflow/tfjs-core';
import { smoothLocalAffine } from 'diffblocks/matting';
import { resizeMasks } from 'diffblocks/style';
import { type Context, choose, type Example } from '../support/example';
import { requireUninterrupted, untilInterrupted } from '../support/interrupt';
import { type PhotographName, photograph, skyAndGround } from '../support/photographs';
import { vgg19 } from './network';
import { report, type Transfer } from './report';
import { evaluate, restyle, type StageSettings, type Step, weightedSum } from './restyle';
import { disposeScene, type Pictures, prepare, type Scene, type Terms } from './scene';

/**
 * Chosen by trial. With a matting weight of 30 the house takes on the style slowly; with 3 it looks less like a
 * photograph.
 */
export const weights: Terms = { style: 1, content: 1e-3, matting: 10, variation: 0 };
const withoutMatting: Terms = { ...weights, matting: 0 };

/** The goal: divide the style loss of the photograph, and the matting energy after the first stage, by this factor. */
const factor = 10;

const example: Example = async ({ length, features: folder, progress }) => {
  if (!folder) throw new Error('deepPhoto: no VGG19; expected --features DIR with VGG19 as a tfjs layers model');
  const network = await vgg19(folder, { checkpointed: length === 'full' });
  // The long side is 128, 512 or 1024 pixels. At 1024 the gradient fits into memory only with checkpoints.
  const scale = choose(length, { short: 8, normal: 2, full: 1 });
  const boats = await load('nagasaki-boats', scale);
  const house = await load('dust-bowl-home', scale);
  const tasks = [
    { name: 'boats', pictures: inStyleOf(boats, house) },
    { name: 'house', pictures: inStyleOf(house, boats) },
  ];
  const evaluations = choose(length, { short: 30, normal: 150, full: 200 });
  const transfers: Transfer[] = [];
  const section = await untilInterrupted(async (signal) => {
    for (const { name, pictures } of tasks) {
      if (signal.aborted) break;
      const scene = await prepare(pictures, network);
      const advance = (fraction: number, note: string) =>
        progress((transfers.length + fraction) / tasks.length, `${name} ${note}`);
      const settings = { evaluations, signal, progress: advance };
      if (!signal.aborted) transfers.push({ name, pictures, ...(await transfer(pictures.photo, scene, settings)) });
      disposeScene(scene);
    }
    if (transfers.length === 0) requireUninterrupted(signal);
    return report(transfers, [withoutMatting, weights]);
  });
  network.dispose();
  dispose([{ ...boats }, { ...house }]);
  for (const { first, second, smoothed } of transfers) dispose([first.image, second?.image, smoothed?.image]);
  return section;
};

interface Photograph {
  image: Tensor3D;
  masks: Tensor3D;
}

/** Loads a photograph with masks of sky and ground. They are found at a quarter of full size, where the rule works. */
async function load(name: PhotographName, scale: number): Promise<Photograph> {
  const image = await photograph(name, scale);
  const quarter = await photograph(name, 4);
  const masks = await skyAndGround(quarter);
  const [height, width] = image.shape;
  const resized = resizeMasks(masks, [height, width]);
  dispose([quarter, masks]);
  return { image, masks: resized };
}

const inStyleOf = (photo: Photograph, style: Photograph): Pictures => ({
  photo: photo.image,
  style: style.image,
  photoMasks: photo.masks,
  styleMasks: style.masks,
});

type Settings = Pick<StageSettings, 'evaluations' | 'signal'> & Pick<Context, 'progress'>;

/**
 * Runs the two stages and the last step of Luan's program. The first stage descends without the matting term until the
 * style is reached, the second goes on with it, and the last step smooths the result. Stages after Ctrl-C are left out.
 */
async function transfer(
  photo: Tensor3D,
  scene: Scene,
  { evaluations, signal, progress }: Settings,
): Promise<Pick<Transfer, 'before' | 'first' | 'second' | 'smoothed'>> {
  const common = { evaluations, signal };
  const advance = (part: number, { evaluations: done, terms }: Step) =>
    progress(
      (part + done / evaluations) / 2,
      `${part === 0 ? 'without' : 'with'} matting: style ${terms.style.toFixed(5)}`,
    );
  const before = await evaluate(photo, scene);
  const styleReached = ({ style }: Terms) => style * factor <= before.style;

  const first = await restyle(scene, photo, {
    ...common,
    weights: withoutMatting,
    enough: (steps) => styleReached(steps[steps.length - 1].terms),
    onStep: (step) => advance(0, step),
  });
  if (signal.aborted) return { before, first };

  const second = await restyle(scene, first.image, {
    ...common,
    weights,
    enough(steps) {
      const { terms } = steps[steps.length - 1];
      return styleReached(terms) && terms.matting * factor <= first.final.matting && settled(steps);
    },
    onStep: (step) => advance(1, step),
  });
  const smoothed = smoothLocalAffine(second.image, photo);
  return { before, first, second, smoothed: { image: smoothed, final: await evaluate(smoothed, scene) } };
}

/** Whether the last 20 evaluations lowered the loss by less than a fiftieth. */
function settled(steps: readonly Step[]): boolean {
  const last = steps[steps.length - 1];
  const earlier = steps.filter(({ evaluations }) => evaluations <= last.evaluations - 20).pop();
  return earlier !== undefined && weightedSum(last.terms, weights) > 0.98 * weightedSum(earlier.terms, weights);
}

export default example;
