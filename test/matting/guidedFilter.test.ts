import { guidedFilter } from '../../src/matting';
import fixture from '../fixtures/guidedFilter.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ guide, input }, options) => guidedFilter(guide, input, options));
