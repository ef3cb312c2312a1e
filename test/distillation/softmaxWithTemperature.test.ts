import { logSoftmaxWithTemperature, softmaxWithTemperature } from '../../src/distillation';
import logFixture from '../fixtures/logSoftmaxWithTemperature.json';
import fixture from '../fixtures/softmaxWithTemperature.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ logits }, options) => softmaxWithTemperature(logits, options));
testFixture(logFixture, ({ logits }, options) => logSoftmaxWithTemperature(logits, options));
