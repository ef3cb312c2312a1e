import type { TrainingKernel } from './trainingKernel';

/** What `installTrainingKernels` installs over the stock kernels of tfjs's WASM backend. */
export const wasmTrainingKernels: readonly TrainingKernel[] = [];
