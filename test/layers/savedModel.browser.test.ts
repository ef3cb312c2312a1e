import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { everyLayer, examples } from './everyLayer';

test.each(['indexeddb', 'localstorage'])('a graph of every layer saves to %s and loads', async (store) => {
  const address = `${store}://every-layer-${Date.now()}`;
  const model = everyLayer();
  const { x } = examples();
  await model.save(address);
  const loaded = await loadLayersModel(address);
  await expectTensorsClose(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor, { rtol: 0, atol: 0 });
  await tf.io.removeModel(address);
  expect(Object.keys(await tf.io.listModels())).not.toContain(address);
});
