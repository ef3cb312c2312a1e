import * as tf from '@tensorflow/tfjs-core';
import { type Descent, descend, descentFigures } from '../support/descend';
import { choose, type Example } from '../support/example';
import { network } from '../support/features';
import { untilInterrupted } from '../support/interrupt';
import { photograph } from '../support/photographs';
import { png } from '../support/png';
import { fixed, percent, pictures } from '../support/report';
import { invert } from './invert';
import { randomNetwork } from './randomNetwork';

const depthsOfVgg19 = ['block1_conv2', 'block2_conv2', 'block3_conv4'];

const example: Example = ({ length, features: folder, progress }) =>
  untilInterrupted(async (signal) => {
    const { depths, ...net } = folder ? { ...(await network(folder)), depths: depthsOfVgg19 } : randomNetwork();
    const steps = choose(length, { short: 10, normal: 100, full: 400 });
    const photo = await photograph('nagasaki-boats', choose(length, { short: 16, normal: 8, full: 4 }));

    const results: Descent[] = [];
    for (const layer of depths) {
      if (signal.aborted && results.length > 0) break;
      const features = net.features([layer]);
      const onStep = (fraction: number) => void progress((results.length + fraction) / depths.length, layer);
      const of = (image: tf.Tensor3D) => features(image)[layer];
      results.push(await descend((options, total) => invert(of, photo, options, total), { steps, signal, onStep }));
    }

    const width = 240;
    const images = pictures(
      [
        { label: 'photograph', src: await png(photo), width },
        ...(await Promise.all(
          results.map(async ({ image }, depth) => ({ label: `from ${depths[depth]}`, src: await png(image), width })),
        )),
      ],
      'Felice Beato’s boats at Nagasaki (about 1865), and images recovered from their features.',
    );
    const errors = await Promise.all(
      results.map(async ({ image }) => {
        const error = tf.tidy(() => tf.sqrt(tf.mean(tf.squaredDifference(image, photo))));
        const [value] = await error.data();
        error.dispose();
        return value;
      }),
    );
    net.dispose();
    tf.dispose([photo, results.map(({ image }) => image)]);
    return {
      title: 'Feature inversion',
      paper: 'Mahendran & Vedaldi 2015',
      findings: results.map(({ final }, depth) => ({
        label: `from ${depths[depth]}`,
        value: `error of features ${percent(final.features)}, of pixels ${fixed(255 * errors[depth], 0)} of 255`,
      })),
      text: [
        `Starting from noise, L-BFGS searches for an image whose features match those of a photograph, once for each of three layers of ${net.name}. If several images match, the priors prefer values near grey and small differences between neighbours. Details that are missing in the picture are those that the layer has forgotten.`,
      ],
      figures: [images, ...results.flatMap(descentFigures)],
    };
  });

export default example;
