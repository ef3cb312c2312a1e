import { affineGrid3d } from '../../src/spatial';
import fixture from '../fixtures/affineGrid3d.json';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ theta }, { size, alignCorners }) => affineGrid3d(theta, size, { alignCorners }));
