import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../support/backend';
import { likelihood } from './experiments';
import { loadImages } from './fullMnist';

/**
 * Trains one net of Burda et al. 2016 with this package and prints log p(x) of the first 1,000 test digits from 5,000
 * draws of z each, as likelihood.py does in PyTorch. After `npm run build`:
 *
 *     npx tsx examples/vae/likelihood.ts --k 50 --batch 20 --rate 1e-3 --steps 3300
 */
const { values } = parseArgs({
  options: {
    k: { type: 'string', default: '1' },
    batch: { type: 'string', default: '100' },
    rate: { type: 'string', default: '1e-3' },
    steps: { type: 'string', default: '60000' },
  },
});
await startBackend('wasm');
const { known, test } = await loadImages();
const first = tf.slice(test, 0, 1000);
const settings = {
  k: Number(values.k),
  steps: Number(values.steps),
  batchSize: Number(values.batch),
  rate: Number(values.rate),
  judgeSamples: 5000,
};
const result = await likelihood(settings, known, first, async (done) => {
  process.stderr.write(`${(100 * done).toFixed(0)} %\n`);
});
process.stdout.write(`${JSON.stringify({ ...settings, ...result })}\n`);
process.exit(0); // tfjs's backends keep the process alive
