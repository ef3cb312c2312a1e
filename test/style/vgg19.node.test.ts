import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe } from 'vitest';
import { loadVgg19, vgg19Folder } from '../../bench/support/vgg19';
import { installTrainingKernels } from '../../src/backend';
import { layersFeatures, vggPreprocess } from '../../src/style';
import fixture from '../fixtures/layersFeatures.vgg19.json';
import { testFixture } from '../support/testFixture';

const folder = vgg19Folder();

// The weights are not in the repository; layersFeatures.test.ts has a small network that needs none.
describe.skipIf(!folder)('VGG19', () => {
  let vgg19: LayersModel;
  beforeAll(async () => {
    if (tf.getBackend() === 'wasm') installTrainingKernels();
    vgg19 = await loadVgg19(folder!);
  });
  afterAll(() => vgg19.dispose());

  testFixture(fixture, ({ image }, { layer }) => {
    const features = layersFeatures(vgg19, [layer], { preprocess: vggPreprocess });
    return tf.tidy(() => tf.mean(features(image)[layer], [0, 1]));
  });
});
