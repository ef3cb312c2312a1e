import * as tf from '@tensorflow/tfjs-core';
import { contentLoss, gramLoss, gramMatrix, matchColors, totalVariationLoss } from 'diffblocks/style';
import { descend, descentFigures, total } from '../support/descend';
import { choose, type Example } from '../support/example';
import { network } from '../support/features';
import { untilInterrupted } from '../support/interrupt';
import { photograph } from '../support/photographs';
import { png } from '../support/png';
import { pictures } from '../support/report';

/**
 * α and β of Gatys et al. 2016, eq. 7, where each loss is relative to the loss of an image without features. The weight
 * of total variation per pixel is an addition: the paper has no such term.
 */
const weights = { content: 1, style: 20, variation: 2 };

const example: Example = ({ length, features: folder, progress }) =>
  untilInterrupted(async (signal) => {
    const net = await network(folder);
    const steps = choose(length, { short: 10, normal: 150, full: 500 });
    const factor = choose(length, { short: 16, normal: 8, full: 4 });
    const content = await photograph('nagasaki-boats', factor);
    const style = await photograph('french-alpine-landscape', factor);

    const pixels = content.shape[0] * content.shape[1];

    // Gatys et al. 2016, "Preserving color": a style image in the colours of the content preserves them.
    const recoloured = tf.tidy(() => tf.clipByValue(matchColors(style, content), 0, 1)) as tf.Tensor3D;
    const { styleLayers, contentLayer } = net;
    const features = net.features([...styleLayers, contentLayer]);
    const gramsOf = (maps: Record<string, tf.Tensor3D>) => styleLayers.map((name) => gramMatrix(maps[name]));

    const inStyleOf = async (example: tf.Tensor3D, run: number) => {
      const targets = tf.tidy(() => {
        const map = features(content)[contentLayer];
        return {
          content: { map, ofNothing: contentLoss(tf.zerosLike(map), map) },
          style: gramsOf(features(example)).map((gram) => ({ gram, ofNothing: gramLoss(tf.zerosLike(gram), gram) })),
        };
      });
      const descent = await descend(
        (image) => {
          const maps = features(image);
          const contentTerm = tf.div(contentLoss(maps[contentLayer], targets.content.map), targets.content.ofNothing);
          const layers = gramsOf(maps).map((gram, index) =>
            tf.div(gramLoss(gram, targets.style[index].gram), targets.style[index].ofNothing),
          );
          return {
            content: tf.mul<tf.Scalar>(contentTerm, weights.content),
            style: tf.mul<tf.Scalar>(tf.addN(layers), weights.style / styleLayers.length),
            'total variation': tf.mul<tf.Scalar>(totalVariationLoss(image), weights.variation / pixels),
          };
        },
        content,
        { steps, signal, onStep: (fraction) => void progress((run + fraction) / 2) },
      );
      tf.dispose([targets.content, targets.style]);
      return descent;
    };
    const descent = await inStyleOf(style, 0);
    const ownColours = signal.aborted ? undefined : await inStyleOf(recoloured, 1);

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
