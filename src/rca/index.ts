export {
  type Classifier,
  type FittedClassifier,
  type LabelledExamples,
  type ReverseAccuracy,
  type ReverseAccuracyData,
  type ReverseAccuracyOptions,
  reverseAccuracy,
} from './reverseAccuracy';
