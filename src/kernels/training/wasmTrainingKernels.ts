import { conv2D } from './convolution/conv2D';
import { conv2DBackpropFilter } from './convolution/conv2DBackpropFilter';
import { conv2DBackpropInput } from './convolution/conv2DBackpropInput';
import { fusedConv2D } from './convolution/fusedConv2D';
import { depthwiseFilterGradient } from './depthwiseConv/filterGradient';
import { depthwiseInputGradient } from './depthwiseConv/inputGradient';
import { einsum } from './einsum/einsum';
import { gatherV2 } from './gather/gatherV2';
import { unsortedSegmentSum } from './gather/unsortedSegmentSum';
import { batchMatMul } from './matMul/batchMatMul';
import { fusedMatMul } from './matMul/fusedMatMul';
import { avgPoolGrad } from './pooling/avgPoolGrad';
import { maxPoolGrad } from './pooling/maxPoolGrad';
import { mean } from './reduction/mean';
import { sum } from './reduction/sum';
import type { TrainingKernel } from './trainingKernel';

/** What `installTrainingKernels` installs over the stock kernels of tfjs's WASM backend. */
export const wasmTrainingKernels: readonly TrainingKernel[] = [
  conv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  fusedConv2D,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  gatherV2,
  unsortedSegmentSum,
  batchMatMul,
  fusedMatMul,
  mean,
  sum,
  avgPoolGrad,
  maxPoolGrad,
  einsum,
];
