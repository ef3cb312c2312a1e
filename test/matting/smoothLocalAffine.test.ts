import { smoothLocalAffine } from '../../src/matting';
import fixture from '../fixtures/smoothLocalAffine.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ output, input }, options) => smoothLocalAffine(output, input, options));
