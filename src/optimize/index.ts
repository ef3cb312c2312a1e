export type { LbfgsBounds } from './box';
export { checkpoint } from './checkpoint';
export {
  type ConjugateGradientOptions,
  type ConjugateGradientProgress,
  type ConjugateGradientResult,
  conjugateGradient,
} from './conjugateGradient';
export { type LbfgsOptions, type LbfgsProgress, type LbfgsResult, lbfgs } from './lbfgs';
