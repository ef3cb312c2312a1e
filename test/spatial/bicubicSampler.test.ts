import { bicubicSampler } from '../../src/spatial';
import fixture from '../fixtures/bicubicSampler.json';
import { testFixture } from '../support/testFixture';

// The derivatives of the sixteen weights, up to 2.6 each, cancel where the image has one colour.
testFixture(fixture, ({ images, grid }, options) => bicubicSampler(images, grid, options), { factor: 2 });
