import * as layers from '@tensorflow/tfjs-layers';
import { selectBackend } from 'diffblocks/backend';
import { expect, test } from 'vitest';
import { layersModel, requireLayers } from '../../examples/support/layersModel';

await selectBackend({ prefer: ['wasm'] });

test('the error for a folder without a model names the folder', async () => {
  await expect(layersModel('test/nowhere')).rejects.toThrow('no layers model in test/nowhere: ENOENT');
});

test('the error for a missing layer names the layer', () => {
  const convolution = layers.layers.conv2d({ name: 'block1_conv1', filters: 1, kernelSize: 1, inputShape: [4, 4, 3] });
  const model = layers.sequential({ layers: [convolution] });
  expect(() => requireLayers(model, ['block1_conv1'])).not.toThrow();
  expect(() => requireLayers(model, ['block1_conv1', 'block3_conv2'])).toThrow(
    'the model has no layer block3_conv2; expected the layers of VGG19; got block1_conv1',
  );
});
