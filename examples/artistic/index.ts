import * as tf from '@tensorflow/tfjs-core';
import { matchColors } from 'diffblocks/style';
import { descend, descentFigures, total } from '../support/descend';
import { choose, type Example } from '../support/example';
import { network } from '../support/features';
import { untilInterrupted } from '../support/interrupt';
import { photograph } from '../support/photographs';
import { png } from '../support/png';
import { pictures } from '../support/report';
import { inStyleOf } from './inStyleOf';

const example: Example = ({ length, features: folder, progress }) =>
  untilInterrupted(async (signal) => {
    const net = await network(folder);
    const steps = choose(length, { short: 10, normal: 150, full: 500 });
    const factor = choose(length, { short: 16, normal: 8, full: 4 });
    const content = await photograph('nagasaki-boats', factor);
    const style = await photograph('french-alpine-landscape', factor);

    // Gatys et al. 2016, "Preserving color": a style image in the colours of the content preserves them.
    const recoloured = tf.tidy(() => tf.clipByValue(matchColors(style, content), 0, 1)) as tf.Tensor3D;
    const { styleLayers, contentLayer } = net;
    const maps = net.features([...styleLayers, contentLayer]);
    const features = (image: tf.Tensor3D) => {
      const found = maps(image);
      return { content: found[contentLayer], style: styleLayers.map((name) => found[name]) };
    };
    const restyled = (style: tf.Tensor3D, run: number) =>
      descend((options, total) => inStyleOf(features, { content, style }, options, total), {
        steps,
        signal,
        onStep: (fraction) => void progress((run + fraction) / 2),
      });
    const descent = await restyled(style, 0);
    const ownColours = signal.aborted ? undefined : await restyled(recoloured, 1);

    const width = 330;
    const images = pictures(
      [
        { label: 'content', src: await png(content), width },
        { label: 'style', src: await png(style), width },
        { label: 'the content in that style', src: await png(descent.image), width },
        ...(ownColours
          ? [
              { label: 'the style in the colours of the content', src: await png(recoloured), width },
              { label: 'the content in that style, with its own colours', src: await png(ownColours.image), width },
            ]
          : []),
      ],
      'Felice Beato’s boats at Nagasaki (about 1865), and Adolphe Braun’s Alpine landscape (1870).',
    );
    net.dispose();
    tf.dispose([content, style, recoloured, descent.image]);
    ownColours?.image.dispose();
    const { losses, final } = descent;
    return {
      title: 'Artistic style transfer',
      paper: 'Gatys et al. 2016; the same, “Preserving color in neural artistic style transfer”, for the colours',
      findings: [
        { label: 'style loss', value: `${(losses[0].style / final.style).toFixed(0)} times smaller` },
        { label: 'loss', value: `${(total(losses[0]) / total(final)).toFixed(0)} times smaller` },
      ],
      text: [
        `Starting from the photograph, L-BFGS searches for an image whose features in one layer match those of the photograph and whose Gram matrices in other layers match those of the style. The features are ${net.name}.`,
        'The second result takes the style from an image that <code>matchColors</code> gave the mean and covariance of the content’s colours.',
      ],
      figures: [images, ...descentFigures(descent)],
    };
  });

export default example;
