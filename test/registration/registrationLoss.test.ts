import fixture from '../fixtures/registrationLoss.json';
import { testFixture } from '../support/testFixture';
import { registrationLoss } from './registrationLoss';

// Second derivatives of windows divide by their small variances several times.
testFixture(fixture, registrationLoss, { factor: 4 });
