import type { MendedGradient } from '../../engine/recordAs';
import { activationGradients } from './activations';
import { convolutionGradients } from './convolution';
import { elementwiseGradients } from './elementwise';
import { indexingGradients } from './indexing';
import { samplingGradients } from './sampling';
import { shapeGradients } from './shapes';

/** The gradients that `installTrainingKernels` makes tfjs use on the WASM and WebGPU backends. */
export const mendedGradients: readonly MendedGradient[] = [
  ...activationGradients,
  ...elementwiseGradients,
  ...shapeGradients,
  ...indexingGradients,
  ...convolutionGradients,
  ...samplingGradients,
];
