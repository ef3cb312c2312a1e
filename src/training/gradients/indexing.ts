import {
  cast,
  clone,
  DepthToSpace,
  expandDims,
  FlipLeftRight,
  GatherNd,
  gatherND,
  mul,
  oneHot,
  pad,
  reshape,
  reverse,
  ScatterNd,
  StridedSlice,
  scatterND,
  slice_util,
  sum,
  type Tensor,
  type Tensor4D,
  TopK,
  topk,
  transpose,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { MendedGradient } from '../../engine/recordAs';
import type { StridedSliceAttributes } from '../stridedCopy/stridedSlice';
import { spreadAlong } from './spreadAlong';

// tfjs has no gradient for any of these ops.

const gatherNdGradient: MendedGradient = {
  kernelName: GatherNd,
  inputs: ['params', 'indices'],
  gradient: (dy, { params, indices }) => ({
    params: () => scatterND(indices, dy, params.shape),
    indices: () => zeros(indices.shape),
  }),
};

const scatterNdGradient: MendedGradient = {
  kernelName: ScatterNd,
  inputs: ['indices'],
  gradient: (dy, { indices }) => ({
    indices: () => zeros(indices.shape),
    updates: () => gatherND(dy, indices),
  }),
};

const flipGradient: MendedGradient = {
  kernelName: FlipLeftRight,
  inputs: [],
  gradient: (dy) => ({ image: () => reverse(dy, 2) }),
};

/** [b, h, s, w, s, c] to [b, h, w, s · s · c]. */
const depthToSpaceGradient: MendedGradient = {
  kernelName: DepthToSpace,
  inputs: ['x'],
  gradient: (dy, { x }, { blockSize, dataFormat }) => ({
    x: () => {
      if (dataFormat !== 'NHWC') throw new Error(`DepthToSpace has a gradient for 'NHWC' only; got '${dataFormat}'`);
      const [batch, height, width, depth] = (x as Tensor4D).shape;
      const channels = depth / blockSize ** 2;
      const blocks = reshape(dy, [batch, height, blockSize, width, blockSize, channels]);
      return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), x.shape);
    },
  }),
};

/** Puts each number back where it came from, among zeros. */
const stridedSliceGradient: MendedGradient = {
  kernelName: StridedSlice,
  inputs: ['x'],
  gradient: (dy, { x }, attributes: StridedSliceAttributes) => ({
    x: () => {
      const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
      const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
      const info = slice_util.sliceInfo(x.shape, begin, end, strides, ...masks);
      const sizes = slice_util.computeOutShape(info.begin, info.end, info.strides);
      if (sizes.includes(0)) return zerosLike(x);
      let dx: Tensor = reshape(dy, sizes);
      for (const [axis, stride] of info.strides.entries()) {
        if (stride < 0) dx = reverse(dx, axis);
        dx = spreadAlong(dx, axis, Math.abs(stride));
      }
      const firsts = info.begin.map((first, axis) => Math.min(first, first + (sizes[axis] - 1) * info.strides[axis]));
      return pad(
        dx,
        firsts.map((first, axis): [number, number] => [first, x.shape[axis] - first - dx.shape[axis]]),
      );
    },
  }),
};

/** The gradient of the values goes back to their positions; the indices have none. */
const topKGradient: MendedGradient = {
  kernelName: TopK,
  inputs: ['x'],
  gradient: (dy, { x }, { k, sorted }) => ({
    x: () => {
      const last = x.shape.at(-1)!;
      if (last === 1) return clone(dy); // tfjs's oneHot requires two classes
      const { indices } = topk(x, k, sorted);
      const places = cast(oneHot(cast(indices, 'int32'), last), 'float32');
      return sum(mul(expandDims(dy, -1), places), -2);
    },
  }),
};

export const indexingGradients: readonly MendedGradient[] = [
  gatherNdGradient,
  scatterNdGradient,
  flipGradient,
  depthToSpaceGradient,
  stridedSliceGradient,
  topKGradient,
];
