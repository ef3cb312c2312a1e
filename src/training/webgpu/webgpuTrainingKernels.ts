import { einsum } from '../einsum';
import type { TrainingKernel } from '../trainingKernel';
import { addN } from './addN';
import { mirrorPad, pad, reverse } from './byAxis';
import { convolutions } from './convolution';
import { cumprod, cumsum } from './cumulative';
import { elementwise } from './elementwise';
import { unary } from './functions';
import { batchMatMul, fusedMatMul } from './matMul';
import { pooling } from './pooling';
import { all, any, argMax, argMin, max, mean, min, prod, sum } from './reductions';
import { scatterNd, unsortedSegmentSum } from './scatter';
import { transpose } from './transpose';

/** The kernels that `installTrainingKernels` installs over the stock kernels of tfjs's WebGPU backend. */
export const webgpuTrainingKernels: readonly TrainingKernel[] = [
  addN,
  all,
  any,
  argMax,
  argMin,
  batchMatMul,
  cumprod,
  cumsum,
  einsum,
  fusedMatMul,
  max,
  mean,
  min,
  mirrorPad,
  pad,
  prod,
  reverse,
  scatterNd,
  sum,
  transpose,
  unsortedSegmentSum,
  ...convolutions,
  ...elementwise,
  ...pooling,
  ...unary,
];
