import { gramMatrix } from '../../src/style';
import fixture from '../fixtures/gramMatrix.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ features, mask }, options) => gramMatrix(features, { mask, ...options }));
