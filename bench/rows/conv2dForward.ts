import * as tf from '@tensorflow/tfjs-core';
import { conv2dRow } from '../support/conv2dRow';

export default conv2dRow({ name: tf.Conv2D, what: 'forward', torch: 'conv2d(x.detach(), f.detach(), **options)' });
