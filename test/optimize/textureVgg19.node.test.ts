import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe } from 'vitest';
import { loadVgg19, vgg19Folder } from '../../bench/support/vgg19';
import { installTrainingKernels } from '../../src/backend';
import { type FeatureExtractor, layersFeatures, vggPreprocess } from '../../src/style';
import fixture from '../fixtures/lbfgs.texture.vgg19.json';
import { testTexture } from './texture';

const folder = vgg19Folder();
const names = ['block1_conv1', 'block2_conv1'] as const;

/** An evaluation takes seconds on tfjs's cpu backend. */
const levelsAt = (scale: number) => (tf.getBackend() !== 'cpu' ? 3 : scale === 1 ? 2 : 1);

// The weights are not in the repository; without them, texture.test.ts uses random filters.
describe.skipIf(!folder)('VGG19', () => {
  let vgg19: LayersModel;
  let features: FeatureExtractor<(typeof names)[number]>;
  beforeAll(async () => {
    if (tf.getBackend() === 'wasm') installTrainingKernels();
    vgg19 = await loadVgg19(folder!);
    features = layersFeatures(vgg19, names, { preprocess: vggPreprocess });
  });
  afterAll(() => vgg19.dispose());

  testTexture(
    fixture,
    (image) => {
      const maps = features(image);
      return names.map((name) => maps[name]);
    },
    levelsAt,
  );
});
