export type { Reduced, Reduction } from '../internal/reduceBatch';
export type { TemperatureOptions } from './alongAxis';
export { type DistillationLossOptions, distillationLoss } from './distillationLoss';
export { type EnsembleLogitsOptions, ensembleLogits } from './ensembleLogits';
export { type LogitMatchingLossOptions, logitMatchingLoss } from './logitMatchingLoss';
export { logSoftmaxWithTemperature } from './logSoftmaxWithTemperature';
export { softmaxWithTemperature } from './softmaxWithTemperature';
