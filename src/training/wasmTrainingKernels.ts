import { batchNorm } from './batchNorm/batchNorm';
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from './comparison/comparison';
import { logicalAnd, logicalNot, logicalOr } from './comparison/logical';
import { conv3D } from './conv3D/conv3D';
import { conv3DFilterGradient } from './conv3D/filterGradient';
import { conv3DInputGradient } from './conv3D/inputGradient';
import { conv2D } from './convolution/conv2D';
import { conv2DFilterGradient } from './convolution/filterGradient';
import { fusedConv2D } from './convolution/fusedConv2D';
import { conv2DInputGradient } from './convolution/inputGradient';
import { cumprod } from './cumprod';
import { cumsum } from './cumsum/cumsum';
import { depthwiseConv2dNative, fusedDepthwiseConv2D } from './depthwiseConv/convolutions';
import { depthwiseFilterGradient } from './depthwiseConv/filterGradient';
import { depthwiseInputGradient } from './depthwiseConv/inputGradient';
import { dilation2D } from './dilation2D';
import { einsum } from './einsum';
import { add, multiply, realDiv, squaredDifference, sub } from './elementwise/binary';
import { cast } from './elementwise/cast';
import { clipByValue } from './elementwise/clipByValue';
import { maximum, minimum } from './elementwise/extremum';
import { identity } from './elementwise/identity';
import { pow } from './elementwise/pow';
import { prelu } from './elementwise/prelu';
import { select } from './elementwise/select';
import { leakyRelu, relu, relu6, rsqrt, sign, sqrt } from './elementwise/unary';
import { gatherV2 } from './gather/gatherV2';
import { unsortedSegmentSum } from './gather/unsortedSegmentSum';
import { cropAndResizeWasm, transformKernel } from './imageSampling';
import { batchMatMul } from './matMul/batchMatMul';
import { fusedMatMul } from './matMul/fusedMatMul';
import { pad } from './pad';
import { avgPoolGrad } from './pooling/avgPoolGrad';
import { maxPoolGrad } from './pooling/maxPoolGrad';
import { maxPoolTake } from './pooling/maxPoolTake';
import { avgPool, maxPool } from './pooling/pools';
import { avgPool3D, avgPool3DGrad, maxPool3D, maxPool3DGrad } from './pooling/volumes';
import { all, any, min, prod } from './reduction/emptyReduction';
import { max } from './reduction/max';
import { mean } from './reduction/mean';
import { sum } from './reduction/sum';
import { reverse } from './stridedCopy/reverse';
import { slice } from './stridedCopy/slice';
import { split, unstack } from './stridedCopy/split';
import { stridedSlice } from './stridedCopy/stridedSlice';
import { tile } from './stridedCopy/tile';
import { transpose } from './stridedCopy/transpose';
import type { TrainingKernel } from './trainingKernel';
import { cos, erf, exp, expm1, log, log1p, selu, sigmoid, sin, softplus, tanh } from './transcendental/transcendental';

/** The kernels that `installTrainingKernels` installs over the stock kernels of tfjs's WASM backend. */
export const wasmTrainingKernels: readonly TrainingKernel[] = [
  conv2D,
  conv2DFilterGradient,
  conv2DInputGradient,
  fusedConv2D,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  einsum,
  gatherV2,
  unsortedSegmentSum,
  batchMatMul,
  fusedMatMul,
  mean,
  sum,
  avgPoolGrad,
  maxPoolGrad,
  maxPoolTake,
  cumsum,
  depthwiseConv2dNative,
  fusedDepthwiseConv2D,
  cast,
  clipByValue,
  identity,
  select,
  add,
  multiply,
  realDiv,
  squaredDifference,
  sub,
  prelu,
  relu,
  relu6,
  maximum,
  minimum,
  sign,
  all,
  any,
  max,
  min,
  prod,
  avgPool,
  maxPool,
  conv3DFilterGradient,
  conv3DInputGradient,
  slice,
  split,
  unstack,
  reverse,
  stridedSlice,
  tile,
  transpose,
  batchNorm,
  maxPool3D,
  maxPool3DGrad,
  avgPool3D,
  avgPool3DGrad,
  conv3D,
  pad,
  dilation2D,
  cumprod,
  cropAndResizeWasm,
  transformKernel,
  exp,
  expm1,
  log,
  log1p,
  tanh,
  softplus,
  selu,
  sigmoid,
  erf,
  sin,
  cos,
  leakyRelu,
  rsqrt,
  sqrt,
  pow,
  greater,
  greaterEqual,
  less,
  lessEqual,
  equal,
  notEqual,
  logicalAnd,
  logicalOr,
  logicalNot,
];
