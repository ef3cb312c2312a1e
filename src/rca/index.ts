export type { Reduced, Reduction } from '../ops/reduceBatch';
export { type AccuracyCalibration, type CalibrateAccuracyOptions, calibrateAccuracy } from './calibrateAccuracy';
export { type ForestClassifierOptions, forestClassifier } from './classifiers/forestClassifier';
export { type PixelClassifierOptions, pixelClassifier } from './classifiers/pixelClassifier';
export { type RegistrationClassifierOptions, registrationClassifier } from './classifiers/registrationClassifier';
export type {
  BuiltInReverseClassifier,
  FittedReverseClassifier,
  FittedSegmenter,
  ReverseClassifier,
  ReverseExample,
} from './classifiers/reverseClassifier';
export { type ConformalInterval, type ConformalIntervalOptions, conformalInterval } from './conformalInterval';
export {
  type FittedLogisticRegression,
  type LogisticRegression,
  type LogisticRegressionOptions,
  logisticRegression,
} from './logisticRegression';
export { diceCoefficient } from './metrics/diceCoefficient';
export type { SurfaceWeighting } from './metrics/directedDistances';
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
export {
  type ReferenceStatistic,
  type ReverseClassificationAccuracy,
  type ReverseClassificationAccuracyOptions,
  type ReverseClassificationProgress,
  reverseClassificationAccuracy,
  type SegmentedImage,
} from './reverseClassificationAccuracy';
export type { SegmentationMetric } from './scores';
