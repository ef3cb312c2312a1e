import type { Target } from '../../Target';
import { distillationTargets } from './distillation';
import { layersTargets } from './layers';
import { mattingTargets } from './matting';
import { optimizeTargets } from './optimize';
import { rcaTargets } from './rca';
import { registrationTargets } from './registration';
import { spatialTargets } from './spatial';
import { styleTargets } from './style';
import { variationalTargets } from './variational';

/** The public functions. The name of a target begins with that of its function. */
export const own: Target[] = [
  ...styleTargets,
  ...mattingTargets,
  ...distillationTargets,
  ...variationalTargets,
  ...spatialTargets,
  ...registrationTargets,
  ...rcaTargets,
  ...optimizeTargets,
  ...layersTargets,
];

/** Public functions that no call with random tensors compares, and why. */
export const withoutTarget: Record<string, string> = {
  ArgumentError: 'not a function of tensors',
  LbfgsState: 'a state that lbfgs returns',
  MattingLaplacian: 'the result of mattingLaplacian',
  Registration: 'the result of register',
  backendReport: 'not a function of tensors',
  calibrateAccuracy: 'a function of numbers, which uses no backend',
  conformalInterval: 'a function of numbers, which uses no backend',
  installTrainingKernels: 'the targets run on its kernels',
  layersFeatures: 'runs the layers of a model of the user, by kernels that have targets',
  pixelClassifier: 'a few hundred steps of lbfgs on a loss that is not convex: rounding changes the minimum',
  registrationClassifier: 'the labels that register transfers: rounding changes the nearest one',
  selectBackend: 'not a function of tensors',
};
