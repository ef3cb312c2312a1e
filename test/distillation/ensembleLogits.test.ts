import { ensembleLogits } from '../../src/distillation';
import fixture from '../fixtures/ensembleLogits.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, (members, options) => ensembleLogits(Object.values(members), options));
