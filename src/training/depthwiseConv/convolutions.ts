import { DepthwiseConv2dNative, FusedDepthwiseConv2D } from '@tensorflow/tfjs-core';
import { sides, withExplicitPad } from '../explicitPad';
import type { TrainingKernel } from '../trainingKernel';
import { convolutionInfo, type DepthwiseAttributes } from './sizes';

const mended = (kernelName: string): TrainingKernel =>
  withExplicitPad<DepthwiseAttributes>(kernelName, ({ x, filter }, attributes) =>
    sides(convolutionInfo(x.shape, filter.shape, attributes).padInfo),
  );

export const depthwiseConv2dNative = /* @__PURE__ */ mended(DepthwiseConv2dNative);
export const fusedDepthwiseConv2D = /* @__PURE__ */ mended(FusedDepthwiseConv2D);
