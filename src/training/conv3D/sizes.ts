import { backend_util, type Conv3DBackpropFilterV2Attrs } from '@tensorflow/tfjs-core';

export type Conv3DAttributes = Pick<Conv3DBackpropFilterV2Attrs, 'strides' | 'pad'>;
type Shape = [number, number, number, number, number];

/** The sizes of a convolution of volumes, in the order in which `wasm.ts` takes them. */
export function sizes(xShape: number[], filterShape: number[], { strides, pad }: Conv3DAttributes): number[] {
  const dilations = 1; // tfjs differentiates no others
  const info = backend_util.computeConv3DInfo(xShape as Shape, filterShape as Shape, strides, dilations, pad);
  const { outDepth, outHeight, outWidth, strideDepth, strideHeight, strideWidth, padInfo } = info;
  const [filterDepth, filterHeight, filterWidth, , outputs] = filterShape;
  return [
    ...xShape,
    ...[outDepth, outHeight, outWidth, outputs],
    ...[filterDepth, filterHeight, filterWidth],
    ...[strideDepth, strideHeight, strideWidth],
    ...[padInfo.front, padInfo.top, padInfo.left],
  ];
}

/** What the temporary space depends on, in the order in which `wasm.ts` takes it. */
export const scratchSizes = ([depth, height, width, channels, outputs]: number[]): number[] => [
  depth * height * width,
  channels,
  outputs,
];
