import { DepthwiseConv2dNative, FusedDepthwiseConv2D } from '@tensorflow/tfjs-core';
import { withExplicitPad } from '../explicitPad';
import type { TrainingKernel } from '../trainingKernel';
import { type DepthwiseAttributes, depthwiseInfo } from './sizes';

const mended = (kernelName: string): TrainingKernel =>
  withExplicitPad<'x' | 'filter', DepthwiseAttributes>(
    kernelName,
    ({ x, filter }, attributes) => depthwiseInfo(x.shape, filter.shape, attributes).padInfo,
  );

export const depthwiseConv2dNative = /* @__PURE__ */ mended(DepthwiseConv2dNative);
export const fusedDepthwiseConv2D = /* @__PURE__ */ mended(FusedDepthwiseConv2D);
