import { choose, type Example } from '../support/example';
import { digits } from '../support/mnist';
import type { ConvolutionalLayers } from '../support/network';
import { percent } from '../support/report';
import { type Distortion, distort } from './distortion';
import { batchSize, type Contestant, compare, gallery, learningRates, meanError, resultFigures } from './experiment';
import { classifier, localization, transformed } from './networks';
import { affine, type Family, projective, thinPlateSpline } from './transformers';

const alignedSize = 28;
const alignedFilters = 24;

interface Experiment {
  title: string;
  /** The distortion of the digits, in words. */
  description: string;
  distortion: Distortion;
  /** Filters in each of the two layers of the CNN, chosen so that it has as many parameters as the ST-CNN. */
  filters: number;
  /** The convolutions of the localization network. */
  localizationFilters: ConvolutionalLayers['filters'];
  /** The paper's test errors in percent. */
  paper: { cnn: number; affine: number };
}

/** The paper's first experiment: CNNs with and without a spatial transformer learn to read distorted digits. */
export const distortedDigits =
  ({ title, description, distortion, filters, localizationFilters, paper }: Experiment): Example =>
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
          localize: localization({ size, filters: localizationFilters, parameters }, seed),
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
        `${description} A CNN with 9 × 9 and 7 × 7 filters, as in the paper, reads them unchanged. The same CNN with fewer filters reads the output of a spatial transformer. Together with the localization network it has as many parameters as the first (within 2.5 %). All networks learn only from the labels.`,
        `Settings: ${count.toLocaleString('en')} digits, distorted anew in every batch; ${steps.toLocaleString('en')} steps of Adam on ${batchSize} digits, with learning rates of ${learningRates.join(', ')} for a third of the steps each; the transformation’s parameters are a tenth of the localization network’s output, so that they move slowly; ${filters} filters in each layer of the CNN, ${alignedFilters} behind a transformer; the test digits choose neither step nor seed. The paper trains networks with about ten times as many parameters (400,000) for 150,000 steps on 256 digits.`,
      ],
      figures: resultFigures(results, inputs, testCount),
    };
  };
