import { trilinearSampler } from '../../src/spatial';
import fixture from '../fixtures/trilinearSampler.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, grid }, options) => trilinearSampler(images, grid, options));
