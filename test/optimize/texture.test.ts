import * as tf from '@tensorflow/tfjs-core';
import fixture from '../fixtures/lbfgs.texture.json';
import { testTexture } from './texture';

/** An evaluation takes a second on a WebGPU that runs on the CPU. */
const levelsAt = () => (tf.getBackend() === 'webgpu' ? 3 : 4);

testTexture(
  fixture,
  (image, inputs) => {
    const [first, second] = [inputs.first, inputs.second] as tf.Tensor4D[];
    const large = tf.relu(tf.conv2d(tf.sub<tf.Tensor3D>(image, 0.5), first, 1, 'same'));
    return [large, tf.relu(tf.conv2d(tf.avgPool(large, 2, 2, 'valid'), second, 1, 'same'))];
  },
  levelsAt,
);
