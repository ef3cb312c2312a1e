import { guidedFilter } from '../../src/matting';
import fixture from '../fixtures/guidedFilter.collinear.json';
import { testFixture } from '../support/testFixture';

// Other backends compute in float32, which does not resolve the slopes across the line at these epsilons.
testFixture(fixture, ({ guide, input }, options) => guidedFilter(guide, input, options));
