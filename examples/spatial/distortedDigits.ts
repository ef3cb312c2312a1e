import { choose, type Example } from '../support/example';
import { digits } from '../support/mnist';
import type { ConvolutionalLayers } from '../support/network';
import { percent } from '../support/report';
import { type Distortion, distort } from './distortion';
import { batchSize, type Contestant, compare, gallery, learningRates, meanError, resultFigures } from './experiment';
import { classifier, localisation, transformed } from './networks';
import { affine, type Family, projective, thinPlateSpline } from './transformers';

const alignedSize = 28;
const alignedFilters = 24;

interface Experiment {
  title: string;
  /** How the digits are distorted, in words. */
  description: string;
  distortion: Distortion;
  /** Filters of both layers of the CNN: as many as give it the parameters of the ST-CNN. */
  filters: number;
  /** The convolutions of the localisation network. */
  localisationFilters: ConvolutionalLayers['filters'];
  /** The paper's test errors in percent. */
  paper: { cnn: number; affine: number };
}

/** The first experiment of the paper: a CNN, and one behind a spatial transformer, learn to read distorted digits. */
export const distortedDigits =
  ({ title, description, distortion, filters, localisationFilters, paper }: Experiment): Example =>
  async ({ length, progress }) => {
    const { count, testCount, steps, seeds } = choose(length, {
      short: { count: 2000, testCount: 500, steps: 60, seeds: 1 },
      normal: { count: 60000, testCount: 10000, steps: 1500, seeds: 1 },
      full: { count: 60000, testCount: 10000, steps: 5000, seeds: 3 },
    });
    const known = await digits('train', { count });
    const upright = await digits('test', { count: testCount });
    const test = { images: distort(upright.images, distortion, 0), labels: upright.labels };

    const { size } = distortion;
    const cnn = (seed: number) => classifier({ size, filters }, seed);
    const behind =
      ({ parameters, transform }: Family) =>
      (seed: number) =>
        transformed({
          localise: localisation({ size, filters: localisationFilters, parameters }, seed),
          align: (images, theta) => transform(images, theta, [alignedSize, alignedSize]),
          classify: classifier({ size: alignedSize, filters: alignedFilters }, seed),
        });
    const contestants: Contestant[] = [
      { name: 'CNN', seeds, build: cnn, paper: paper.cnn },
      { name: 'affine ST-CNN', seeds, build: behind(affine), paper: paper.affine },
      { name: 'projective ST-CNN', seeds: 1, build: behind(projective) },
      { name: 'thin plate spline ST-CNN', seeds: 1, build: behind(thinPlateSpline) },
    ];
    const results = await compare(contestants, {
      known,
      test,
      batch: ({ images, labels }, seed) => ({ images: distort(images, distortion, seed), labels }),
      steps,
      progress,
    });
    const inputs = await gallery(test.images);
    for (const { images, labels } of [known, test, upright]) {
      images.dispose();
      labels.dispose();
    }
    return {
      title,
      paper: 'Jaderberg et al. 2015, section 4.1',
      findings: results.slice(0, 2).map((result) => ({
        label: `test error of the ${result.name}`,
        value: percent(meanError(result), 2),
      })),
      text: [
        `${description} A CNN with 9 × 9 and 7 × 7 filters, as in the paper, reads them as they are; the same, with fewer filters, reads what a spatial transformer makes of them, and has as many parameters together with the localisation network (within 2.5 %). All are trained by the labels alone.`,
        `Settings: ${count.toLocaleString('en')} digits, distorted anew in every batch; ${steps.toLocaleString('en')} steps of Adam on ${batchSize} digits, at rates of ${learningRates.join(', ')} for a third of them each; the transformation’s parameters are a tenth of what the localisation network gives, so that they move slowly; ${filters} filters in each layer of the CNN, ${alignedFilters} behind a transformer; no choice of step or seed by the test digits. The paper trains networks of about ten times the parameters (400,000) for 150,000 steps on 256 digits.`,
      ],
      figures: resultFigures(results, inputs, testCount),
    };
  };
