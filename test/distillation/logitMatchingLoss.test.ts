import { logitMatchingLoss } from '../../src/distillation';
import fixture from '../fixtures/logitMatchingLoss.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ student, teacher }, options) => logitMatchingLoss(student, teacher, options));
