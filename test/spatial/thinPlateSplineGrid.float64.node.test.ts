import { thinPlateSplineGrid } from '../../src/spatial';
import fixture from '../fixtures/thinPlateSplineGrid.hard.json';
import { testFixture } from '../support/testFixture';

/** Condition numbers up to 1e8: in float64 they cost nothing. WebGPU, in float32, is not among the backends here. */
testFixture(fixture, ({ target, source }, { size }) => thinPlateSplineGrid(target, source, size));
