export { type BendingEnergyOptions, bendingEnergy } from './bendingEnergy';
export { bsplineGrid } from './bsplineGrid';
export { jacobianDeterminant } from './jacobianDeterminant';
export { type NormalizedCrossCorrelationOptions, normalizedCrossCorrelation } from './normalizedCrossCorrelation';
export type { Registration, WarpOptions } from './Registration';
export { register } from './register';
export type { RegisterOptions, Stage } from './registrationSettings';
export type { Dissimilarity, Similarity } from './similarity';
export type { RegistrationProgress } from './stages';
