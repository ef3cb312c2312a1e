import { bilinearSampler } from '../../src/spatial';
import fixture from '../fixtures/bilinearSampler.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, grid }, options) => bilinearSampler(images, grid, options));
