import {
  add,
  backend_util,
  Dilation2D,
  type Dilation2DAttrs,
  maximum,
  pad,
  reshape,
  slice,
  stridedSlice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { trainingKernel } from './trainingKernel';

type Dilation2DAttributes = Pick<Dilation2DAttrs, 'strides' | 'pad' | 'dilations'>;

/** y[i, j, c] = max over the taps (r, s) of x[h, w, c] + f[r, s, c]: the largest of shifted copies of x. */
export function dilation(
  x: Tensor,
  filter: Tensor,
  { strides, pad: padding, dilations }: Dilation2DAttributes,
): Tensor {
  const [ofX, ofFilter] = [x.shape as Tensor4D['shape'], filter.shape as Tensor3D['shape']];
  const info = backend_util.computeDilation2DInfo(ofX, ofFilter, strides, padding, 'NHWC', dilations);
  const { batchSize, outHeight, outWidth, inChannels, padInfo } = info;
  if (info.outShape.includes(0)) return zeros(info.outShape, x.dtype);
  const { top, bottom, left, right } = padInfo;
  const lowest = x.dtype === 'float32' ? -Infinity : -(2 ** 31);
  const taps: Tensor[] = [];
  for (let r = 0; r < info.filterHeight; r++) {
    for (let s = 0; s < info.filterWidth; s++) {
      const raised = add(x, reshape(slice(filter, [r, s, 0], [1, 1, inChannels]), [inChannels]));
      const padded = pad(raised, [[0, 0], [top, bottom], [left, right], [0, 0]], lowest); // biome-ignore format: pads
      const [row, column] = [r * info.dilationHeight, s * info.dilationWidth];
      const end = [
        batchSize,
        row + (outHeight - 1) * info.strideHeight + 1,
        column + (outWidth - 1) * info.strideWidth + 1,
        inChannels,
      ];
      taps.push(stridedSlice(padded, [0, row, column, 0], end, [1, info.strideHeight, info.strideWidth, 1]));
    }
  }
  return taps.reduce((largest, tap) => maximum(largest, tap));
}

/** Stock returns 0 where all sums are negative. */
export const dilation2D = /* @__PURE__ */ trainingKernel<'x' | 'filter', Dilation2DAttributes>(
  Dilation2D,
  () =>
    ({ inputs, attrs }) =>
      tidy(() => dilation(inputs.x as Tensor, inputs.filter as Tensor, attrs)),
);
