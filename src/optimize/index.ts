export { checkpoint } from './checkpoint';
export {
  type ConjugateGradientOptions,
  type ConjugateGradientProgress,
  type ConjugateGradientResult,
  conjugateGradient,
} from './conjugateGradient';
export { LbfgsState } from './LbfgsState';
export { lbfgs } from './lbfgs';
export type {
  LbfgsBound,
  LbfgsBounds,
  LbfgsOptions,
  LbfgsProgress,
  LbfgsResult,
  LbfgsVariables,
  LbfgsWeight,
} from './lbfgsOptions';
