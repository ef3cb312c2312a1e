import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { expect, test } from 'vitest';
import { panorama } from '../../examples/support/photographs';

await selectBackend({ prefer: ['wasm'] });

test('no dark dots above and below the moon, no yellow ones on the ridge below the sun', async () => {
  const dawn = await panorama('dawn');
  const [sky, moon] = [167, 172].map((x) => tf.min(tf.slice(dawn, [38, x, 0], [7, 1, 3])).dataSync()[0]);
  expect(moon).toBeGreaterThan(0.7 * sky);
  const [red, , blue] = tf.unstack(tf.slice(dawn, [92, 270, 0], [10, 60, 3]), 2);
  expect(tf.max(tf.sub(red, blue)).dataSync()[0]).toBeLessThan(0.3);
});
