import { depthwiseFilterGradient } from './depthwiseConv/filterGradient';
import { depthwiseInputGradient } from './depthwiseConv/inputGradient';
import { gatherV2 } from './gather/gatherV2';
import { unsortedSegmentSum } from './gather/unsortedSegmentSum';
import { avgPoolGrad } from './pooling/avgPoolGrad';
import { maxPoolGrad } from './pooling/maxPoolGrad';
import type { TrainingKernel } from './trainingKernel';

/** What `installTrainingKernels` installs over the stock kernels of tfjs's WASM backend. */
export const wasmTrainingKernels: readonly TrainingKernel[] = [
  avgPoolGrad,
  maxPoolGrad,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  gatherV2,
  unsortedSegmentSum,
];
