/**
 * How long reverse classification accuracy takes on WASM, one thread: `npx tsx bench/reverseClassification.ts` after
 * `npm run build`. The digits of examples/rca stand for images; a volume is one of them in many slices.
 */
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { registrationClassifier, reverseClassificationAccuracy } from 'diffblocks/rca';
import { digitCases } from '../examples/rca/segmentedCases';
import { mulberry32 } from '../src/internal/mulberry32';
import { fitForest } from '../src/rca/forest/randomForest';

await selectBackend({ prefer: ['wasm'] });

/** Digits of a size, `depth` times one behind the other if it is given. */
async function casesOf(count: number, size: [number, number], depth?: number) {
  const cases = await digitCases(count);
  return tf.tidy(() =>
    cases.map(({ image, segmentation }) => {
      const labels = tf.expandDims(tf.cast(segmentation, 'float32'), 2) as tf.Tensor3D;
      const resized = tf.image.resizeNearestNeighbor(labels, size);
      const pair = {
        image: tf.image.resizeBilinear(image, size),
        segmentation: tf.cast(tf.squeeze(resized, [2]), 'int32'),
      };
      if (depth === undefined) return pair;
      const volume = (x: tf.Tensor) => tf.stack(Array<tf.Tensor>(depth).fill(x));
      return { image: volume(pair.image), segmentation: volume(pair.segmentation) };
    }),
  );
}

async function report(what: string, run: () => Promise<unknown>): Promise<void> {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = [(user + system) / 1e6, (performance.now() - start) / 1000].map((value) => value.toFixed(1));
  process.stdout.write(`${what}: ${seconds[0]} s of CPU, ${seconds[1]} s\n`);
}

for (const [references, size, depth] of [
  [32, [128, 128], undefined],
  [6, [64, 48], 48],
] as const) {
  const [subject, ...others] = await casesOf(references + 1, [...size], depth);
  const options = { reverseClassifier: registrationClassifier(), classes: 3 };
  const name = `registration, ${references} references of ${[depth, ...size].filter(Boolean).join(' × ')}`;
  await report(name, () => reverseClassificationAccuracy(subject as never, others as never, options));
}

const [examples, features, random] = [100_000, 20, mulberry32(1)];
const columns = Array.from({ length: features }, () => Float32Array.from({ length: examples }, random));
const labels = columns[0].map((value, k) => Math.floor(3 * (0.8 * value + 0.2 * columns[1][k])));
const settings = { trees: 20, maxDepth: 64, minLeafSize: 1, featuresPerSplit: 4, seed: 1 };
await report(`forest, ${settings.trees} trees on ${examples} × ${features}`, () =>
  fitForest(columns, labels, 3, settings),
);
process.exit(0);
