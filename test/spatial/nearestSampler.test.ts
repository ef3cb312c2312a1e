import { nearestSampler } from '../../src/spatial';
import fixture from '../fixtures/nearestSampler.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, grid }, options) => nearestSampler(images, grid, options));
