import { dilation2D } from '../dilation2D';
import { einsum } from '../einsum';
import { cropAndResizeWebgpu } from '../imageSampling';
import type { TrainingKernel } from '../trainingKernel';
import { addN } from './addN';
import { mirrorPad, pad, reverse } from './byAxis';
import { convolutions } from './convolutions';
import { cumprod, cumsum } from './cumulative';
import { elementwise } from './elementwise';
import { batchMatMul, fusedMatMul } from './matMul';
import { pooling } from './pooling';
import { prelu } from './prelu';
import { all, any, argMax, argMin, max, mean, min, prod, sum } from './reductions';
import { scatterNd, unsortedSegmentSum } from './scatter';
import { slices } from './slices';
import { tile } from './tile';
import { topK } from './topK';
import { transpose } from './transpose';
import { unary } from './unary';

/** The kernels that `installTrainingKernels` installs over the stock kernels of tfjs's WebGPU backend. */
export const webgpuTrainingKernels: readonly TrainingKernel[] = [
  addN,
  all,
  any,
  argMax,
  argMin,
  batchMatMul,
  cropAndResizeWebgpu,
  cumprod,
  cumsum,
  dilation2D,
  einsum,
  fusedMatMul,
  max,
  mean,
  min,
  mirrorPad,
  pad,
  prelu,
  prod,
  reverse,
  scatterNd,
  sum,
  tile,
  topK,
  transpose,
  unsortedSegmentSum,
  ...convolutions,
  ...elementwise,
  ...pooling,
  ...slices,
  ...unary,
];
