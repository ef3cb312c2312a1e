import { keepGradients } from '../engine/gradients';

keepGradients();

export type { GradcheckOptions } from './checkDerivative';
export type { ExpectedTensor, StoredTensor, Tolerance } from './compareTensors';
export { expectNoLeak } from './expectNoLeak';
export { expectTensorsClose } from './expectTensorsClose';
export { type FixtureName, fixture } from './fixture';
export { forEachBackend } from './forEachBackend';
export { gradcheck } from './gradcheck';
export { gradgradcheck } from './gradgradcheck';
export { type SeededTensorOptions, seededTensor } from './seededTensor';
export { type TensorMatchers, tensorMatchers } from './tensorMatchers';
export {
  type Fixture,
  type FixtureCase,
  type FixtureFunction,
  type FixtureTensor,
  type TestFixtureOptions,
  testFixture,
} from './testFixture';
export { vjp } from './vjp';
