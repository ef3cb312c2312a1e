import * as tf from '@tensorflow/tfjs-core';
import { type Descent, descend, descentFigures, total } from '../support/descend';
import { choose, type Example } from '../support/example';
import { network } from '../support/features';
import { untilInterrupted } from '../support/interrupt';
import { photograph } from '../support/photographs';
import { png } from '../support/png';
import { pictures } from '../support/report';
import { synthesize } from './synthesize';

/** Pieces of photographs that consist entirely of texture. */
async function textures(size: number): Promise<{ name: string; image: tf.Tensor3D }[]> {
  const cut = async (name: Parameters<typeof photograph>[0], top: number, left: number) => {
    const photo = await photograph(name, 1);
    const piece = tf.slice3d(photo, [top, left, 0], [size, size, 3]);
    photo.dispose();
    return piece;
  };
  return [
    { name: 'rocks', image: await cut('black-canyon', 606, 772) },
    { name: 'boards', image: await cut('dust-bowl-home', 300, 540) },
  ];
}

const example: Example = ({ length, features: folder, progress }) =>
  untilInterrupted(async (signal) => {
    const net = await network(folder);
    const steps = choose(length, { short: 10, normal: 150, full: 500 });
    const sources = await textures(choose(length, { short: 32, normal: 96, full: 128 }));
    const results: Descent[] = [];
    for (const { name, image } of sources) {
      if (signal.aborted && results.length > 0) break;
      const onStep = (fraction: number) => void progress((results.length + fraction) / sources.length, name);
      const features = net.features(net.styleLayers);
      results.push(
        await descend((options, total) => synthesize(features, image, options, total), { steps, signal, onStep }),
      );
    }

    const width = 240;
    const images = await Promise.all(
      results.map(async ({ image }, index) =>
        pictures(
          [
            { label: sources[index].name, src: await png(sources[index].image), width },
            { label: 'synthesized from noise', src: await png(image), width },
          ],
          '',
        ),
      ),
    );
    net.dispose();
    tf.dispose([sources.map(({ image }) => image), results.map(({ image }) => image)]);
    return {
      title: 'Texture synthesis',
      paper: 'Gatys et al. 2015; with random filters Ustyuzhaninov et al. 2017',
      findings: results.map(({ losses, final }, index) => ({
        label: `Gram matrix error of ${sources[index].name}`,
        value: `${total(losses[0]).toExponential(1)} at the start, ${total(final).toExponential(1)} at the end`,
      })),
      text: [
        `Starting from noise, L-BFGS searches for an image whose Gram matrices match those of a piece of a photograph. They record which features occur together, but not where. The features are ${net.name}. Check whether the synthesized piece could be from the same photograph. The features cannot capture structures that are larger than the area they see.`,
      ],
      figures: results.flatMap((result, index) => [images[index], ...descentFigures(result)]),
    };
  });

export default example;
