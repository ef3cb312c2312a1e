export { diceCoefficient } from './metrics/diceCoefficient';
export type { SurfaceDistances } from './metrics/distanceStatistics';
export { jaccardIndex } from './metrics/jaccardIndex';
export type { ClassOptions, ClassReduction, EmptyPolicy, PerClass } from './metrics/labelMaps';
export type { Overlap, OverlapOptions } from './metrics/overlap';
export { type SoftDiceLossOptions, softDiceLoss } from './metrics/softDiceLoss';
export type { SurfaceForm, SurfaceOptions } from './metrics/surfaceArguments';
export { type SurfaceDiceOptions, surfaceDice } from './metrics/surfaceDice';
export { type SurfaceDistancesOptions, surfaceDistances } from './metrics/surfaceDistances';
export {
  type Classifier,
  type FittedClassifier,
  type LabelledExamples,
  type ReverseAccuracy,
  type ReverseAccuracyData,
  type ReverseAccuracyOptions,
  reverseAccuracy,
} from './reverseAccuracy';
