import * as tf from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';
import { describe, test } from 'vitest';
import { AffineGrid, BilinearSampler, DeformableConv2D, GaussianSampling, SpatialTransformer } from '../../src/layers';
import { expectTensorsClose } from '../../src/testing';
import { expectArgumentError } from '../support/expectArgumentError';

describe('layers reject wrong arguments when they are constructed', () => {
  const cases: [call: () => unknown, message: string][] = [
    [
      () => new AffineGrid({ size: [3] as never }),
      'AffineGrid: the size is wrong; expected [height, width] of positive integers; got [3]',
    ],
    [
      () => new DeformableConv2D({ kernelSize: 3 } as never),
      'DeformableConv2D: filters is out of range; expected an integer at least 1; got undefined',
    ],
    [
      () => new DeformableConv2D({ filters: 1, kernelSize: 0 }),
      'DeformableConv2D: kernelSize is wrong; expected a positive integer or two of them; got 0',
    ],
    [
      () => new DeformableConv2D({ filters: 1, kernelSize: 3, pad: 1 as never }),
      "DeformableConv2D: unknown pad; expected 'valid' or 'same'; got 1",
    ],
    [
      () => new GaussianSampling({ klWeight: Number.NaN }),
      'GaussianSampling: klWeight is out of range; expected a finite number at least 0; got NaN',
    ],
    [() => new GaussianSampling({ seed: 0.5 }), 'GaussianSampling: seed is out of range; expected an integer; got 0.5'],
    [
      () => new SpatialTransformer({ transform: 'rigid' as never }),
      "SpatialTransformer: unknown transform; expected 'affine', 'attention' or 'projective'; got 'rigid'",
    ],
  ];
  for (const [call, message] of cases) test(message, () => expectArgumentError(call, message));
});

test('layers of two inputs reject any other number of them', () => {
  const x = tf.ones([1, 2, 2, 1]);
  expectArgumentError(
    () => new GaussianSampling().apply(x),
    'GaussianSampling: the inputs are wrong; expected [mean, logVariance]; got 1 of them',
  );
  expectArgumentError(
    () => new BilinearSampler().apply([x, x, x]),
    'BilinearSampler: the inputs are wrong; expected [images, grid]; got 3 of them',
  );
});

test('SpatialTransformer rejects a localization network without a known output', () => {
  const x = tf.ones([1, 2, 2, 1]);
  expectArgumentError(
    () => new SpatialTransformer({ localization: sequential() }).apply(x),
    'SpatialTransformer: localization is of the wrong kind; expected a tf.LayersModel with one output (a sequential one needs an inputShape); got [object Object]',
  );
});

test('DeformableConv2D casts int32 images', () => {
  const layer = new DeformableConv2D({ filters: 1, kernelSize: 1 });
  const [integers, floats] = (['int32', 'float32'] as const).map((dtype) => layer.apply(tf.ones([1, 2, 2, 1], dtype)));
  return expectTensorsClose(integers as tf.Tensor, floats as tf.Tensor, { rtol: 0, atol: 0 });
});
