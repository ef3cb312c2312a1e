import { geluActivation } from './geluActivation';
import { layerNormalization } from './layerNormalization';
import type { TrainingLayer } from './trainingLayer';

/** The layers of tfjs-layers that `installTrainingKernels` makes faster on the WASM backend. */
export const wasmTrainingLayers: readonly TrainingLayer[] = [geluActivation, layerNormalization];
