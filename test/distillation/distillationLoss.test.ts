import { distillationLoss } from '../../src/distillation';
import fixture from '../fixtures/distillationLoss.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ student, teacher, labels }, options) =>
  distillationLoss(student, teacher, { labels, ...options }),
);
