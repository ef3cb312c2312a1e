import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type MattingLaplacian, type MattingLaplacianOptions, mattingLaplacian } from '../../src/matting';
import { expectTensorsClose } from '../../src/testing';
import applyFixture from '../fixtures/mattingLaplacian.apply.json';
import diagonalFixture from '../fixtures/mattingLaplacian.diagonal.json';
import energyFixture from '../fixtures/mattingLaplacian.energy.json';
import matrixFixture from '../fixtures/mattingLaplacian.matrix.json';
import recolouringFixture from '../fixtures/mattingLaplacian.recolouring.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

/** What `use` makes of the Laplacian, which is disposed before its result is differentiated. */
function withLaplacian<Result>(
  image: tf.Tensor3D,
  options: MattingLaplacianOptions,
  use: (laplacian: MattingLaplacian) => Result,
): Result {
  const laplacian = mattingLaplacian(image, options);
  try {
    return use(laplacian);
  } finally {
    laplacian.dispose();
  }
}

testFixture(applyFixture, ({ image, x }, options) => withLaplacian(image, options, (l) => l.apply(x)));
testFixture(energyFixture, ({ image, x }, options) => withLaplacian(image, options, (l) => l.energy(x)));
testFixture(diagonalFixture, ({ image }, options) => withLaplacian(image, options, (l) => l.diagonal()));

