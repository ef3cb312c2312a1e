export type { Reduced, Reduction } from '../ops/reduceBatch';
export { type DistillationLossOptions, distillationLoss } from './distillationLoss';
export { type EnsembleLogitsOptions, ensembleLogits } from './ensembleLogits';
export { type LogitMatchingLossOptions, logitMatchingLoss } from './logitMatchingLoss';
export { logSoftmaxWithTemperature } from './logSoftmaxWithTemperature';
export type { TemperatureOptions } from './softmaxAlongAxis';
export { softmaxWithTemperature } from './softmaxWithTemperature';
