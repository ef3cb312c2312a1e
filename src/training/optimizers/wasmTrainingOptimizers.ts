import { adagrad } from './adagrad';
import { adam } from './adam';
import { momentum } from './momentum';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';
import type { TrainingOptimizer } from './trainingOptimizer';

/** The optimizers of tfjs that `installTrainingKernels` makes faster on the WASM backend. */
export const wasmTrainingOptimizers: readonly TrainingOptimizer[] = [sgd, momentum, adagrad, rmsprop, adam];
