import * as tf from '@tensorflow/tfjs-core';
import { conv2dRow } from '../support/conv2dRow';

const forward = { name: tf.Conv2D, what: 'forward', torch: 'conv2d(x.detach(), f.detach(), **options)' };

export default [
  conv2dRow({ ...forward, taps: 1 }),
  conv2dRow({ ...forward, taps: 5 }),
  conv2dRow({ ...forward, taps: 7 }),
  conv2dRow({ ...forward, stride: 2 }),
];
