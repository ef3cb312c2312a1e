import {
  AvgPool3D,
  AvgPool3DGrad,
  AvgPoolGrad,
  avgPool,
  backend_util,
  MaxPool3D,
  type MaxPool3DAttrs,
  MaxPool3DGrad,
  MaxPoolGrad,
  maxPool,
  type Rank,
  reshape,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { runKernel } from '../../engine/runKernel';
import type { ExplicitPad } from '../explicitPad';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { MaxPoolTake } from './maxPoolTake';

type VolumePoolAttributes = Pick<MaxPool3DAttrs, 'filterSize' | 'strides' | 'pad'>;

/** A pool of images that is part of a pool of volumes, and the shape of its result. */
interface Part {
  input: Tensor4D['shape'];
  filterSize: [number, number];
  strides: [number, number];
  pad: ExplicitPad;
  output: Tensor4D['shape'];
}

/**
 * Pools each plane, then across the planes: two pools of images. The first maximum of a window stays the first. The
 * mean of means is the mean, because the part of a window inside the volume is a box.
 */
function parts(shape: number[], { filterSize, strides, pad }: VolumePoolAttributes): [Part, Part] {
  const volume = shape as Tensor5D['shape'];
  const info = backend_util.computePool3DInfo(volume, filterSize, strides, 1 /* no pool has dilations */, pad);
  const [batch, depth, height, width, channels] = volume;
  const { outDepth, outHeight, outWidth, padInfo } = info;
  return [
    {
      input: [batch * depth, height, width, channels],
      filterSize: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pad: [[0, 0], inside(padInfo.top, padInfo.bottom), inside(padInfo.left, padInfo.right), [0, 0]],
      output: [batch * depth, outHeight, outWidth, channels],
    },
    {
      input: [batch, depth, outHeight * outWidth, channels],
      filterSize: [info.filterDepth, 1],
      strides: [info.strideDepth, 1],
      pad: [[0, 0], inside(padInfo.front, padInfo.back), [0, 0], [0, 0]],
      output: [batch, outDepth, outHeight * outWidth, channels],
    },
  ];
}

/** For 'same' and strides that exceed the filter, tfjs computes negative pads for volumes; for images they are 0. */
const inside = (before: number, after: number): [number, number] => [Math.max(0, before), Math.max(0, after)];

/** The shape of the result of both parts. */
const ofVolume = ({ output: [, height, width] }: Part, { output: [batch, depth, , channels] }: Part) => [
  batch,
  depth,
  height,
  width,
  channels,
];

type Pool = typeof maxPool;

const poolPart = (pool: Pool, x: Tensor, { input, filterSize, strides, pad }: Part): Tensor =>
  pool(reshape<Rank.R4>(x, input), filterSize, strides, pad);

const ofVolumes = (kernelName: string, pool: Pool): TrainingKernel =>
  trainingKernel<'x', VolumePoolAttributes>(
    kernelName,
    () =>
      ({ inputs, attrs }) =>
        tidy(() => {
          const x = inputs.x as Tensor;
          const [overPlanes, overDepth] = parts(x.shape, attrs);
          const y = poolPart(pool, poolPart(pool, x, overPlanes), overDepth);
          return reshape(y, ofVolume(overPlanes, overDepth));
        }),
  );

const gradientOfVolumes = (kernelName: string, pool: Pool, ofImages: string): TrainingKernel =>
  trainingKernel<'dy' | 'input', VolumePoolAttributes>(
    kernelName,
    () =>
      ({ inputs, attrs }) =>
        tidy(() => {
          const { dy, input } = inputs as Record<'dy' | 'input', Tensor>;
          const [overPlanes, overDepth] = parts(input.shape, attrs);
          const gradient = (ofOutput: Tensor, x: Tensor, part: Part): Tensor => {
            const tensors = { dy: reshape(ofOutput, part.output), input: reshape(x, part.input) };
            const { filterSize, strides, pad } = part;
            return runKernel(ofImages, tensors, { filterSize, strides, pad });
          };
          const dyOfPlanes = gradient(dy, poolPart(pool, input, overPlanes), overDepth);
          return reshape(gradient(dyOfPlanes, input, overPlanes), input.shape);
        }),
  );

/** Takes from `v`, which has the shape of `input`, the value at the first maximum of each window. */
export function takeFromVolumes(input: Tensor, v: Tensor, attributes: VolumePoolAttributes): Tensor {
  const [overPlanes, overDepth] = parts(input.shape, attributes);
  const take = (x: Tensor, from: Tensor, { input: shape, output, filterSize, strides, pad }: Part): Tensor => {
    const tensors = { input: reshape(x, shape), v: reshape(from, shape), dy: zeros(output) };
    return runKernel(MaxPoolTake, tensors, { filterSize, strides, pad });
  };
  const taken = take(poolPart(maxPool, input, overPlanes), take(input, v, overPlanes), overDepth);
  return reshape(taken, ofVolume(overPlanes, overDepth));
}

/** Stock returns 0 as the maximum of a window whose values are all negative. */
export const maxPool3D = /* @__PURE__ */ ofVolumes(MaxPool3D, maxPool);
/**
 * Stock misses negative maxima. It gives the gradient of a tie to the last element, as cpu does; here the first one
 * gets it.
 */
export const maxPool3DGrad = /* @__PURE__ */ gradientOfVolumes(MaxPool3DGrad, maxPool, MaxPoolGrad);
/** Stock shifts the windows of 'same' if strides exceed the filter. */
export const avgPool3D = /* @__PURE__ */ ofVolumes(AvgPool3D, avgPool);
/** Stock divides by the whole window, but the pool itself divides by the part inside the volume. */
export const avgPool3DGrad = /* @__PURE__ */ gradientOfVolumes(AvgPool3DGrad, avgPool, AvgPoolGrad);
