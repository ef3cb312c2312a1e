import {
  backend_util,
  engine,
  MaxPool3D,
  type MaxPool3DAttrs,
  MaxPool3DGrad,
  MaxPoolGrad,
  maxPool as maxPool2D,
  type Rank,
  reshape,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { type ExplicitPad, sides } from '../explicitPad';
import { trainingKernel } from '../trainingKernel';

type Attributes = Pick<MaxPool3DAttrs, 'filterSize' | 'strides' | 'pad'>;

type Shape = Tensor4D['shape'];

/** A pool of images that is a part of one of volumes, and the shape of its result. */
interface Part {
  input: Shape;
  filterSize: [number, number];
  strides: [number, number];
  pad: ExplicitPad;
  output: Shape;
}

/**
 * The maximum over each plane, then over the planes: two pools of images. The first maximum of a window stays the first.
 */
function parts(shape: number[], { filterSize, strides, pad }: Attributes): [Part, Part] {
  const volume = shape as [number, number, number, number, number];
  const info = backend_util.computePool3DInfo(volume, filterSize, strides, 1 /* no pool has dilations */, pad);
  const [batch, depth, height, width, channels] = volume;
  const { outDepth, outHeight, outWidth, padInfo } = info;
  const alongDepth = { top: padInfo.front, bottom: padInfo.back, left: 0, right: 0, type: padInfo.type };
  return [
    {
      input: [batch * depth, height, width, channels],
      filterSize: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pad: sides(padInfo),
      output: [batch * depth, outHeight, outWidth, channels],
    },
    {
      input: [batch, depth, outHeight * outWidth, channels],
      filterSize: [info.filterDepth, 1],
      strides: [info.strideDepth, 1],
      pad: sides(alongDepth),
      output: [batch, outDepth, outHeight * outWidth, channels],
    },
  ];
}

const pool = (x: Tensor, { input, filterSize, strides, pad }: Part): Tensor =>
  maxPool2D(reshape<Rank.R4>(x, input), filterSize, strides, pad);

const gradient = (dy: Tensor, x: Tensor, y: Tensor, { input, output, filterSize, strides, pad }: Part): Tensor => {
  const tensors = { dy: reshape(dy, output), input: reshape(x, input), output: reshape(y, output) };
  return engine().runKernel(MaxPoolGrad, tensors, { filterSize, strides, pad: pad as never });
};

/** Stock takes 0 for the maximum of a window where all is negative. */
export const maxPool3D = /* @__PURE__ */ trainingKernel<'x', Attributes>(
  MaxPool3D,
  () =>
    ({ inputs, attrs }) =>
      tidy(() => {
        const x = inputs.x as Tensor;
        const [overPlanes, overDepth] = parts(x.shape, attrs);
        const y = pool(pool(x, overPlanes), overDepth);
        const [, height, width] = overPlanes.output;
        const [batch, depth, , channels] = overDepth.output;
        return reshape(y, [batch, depth, height, width, channels]);
      }),
);

/** Stock misses negative maxima. It gives the gradient of a tie to the last element, as cpu does; here the first has it. */
export const maxPool3DGrad = /* @__PURE__ */ trainingKernel<'dy' | 'input' | 'output', Attributes>(
  MaxPool3DGrad,
  () =>
    ({ inputs, attrs }) =>
      tidy(() => {
        const { dy, input, output } = inputs as Record<string, Tensor>;
        const [overPlanes, overDepth] = parts(input.shape, attrs);
        const planes = pool(input, overPlanes);
        const dyOfPlanes = gradient(dy, planes, output, overDepth);
        return reshape(gradient(dyOfPlanes, input, planes, overPlanes), input.shape);
      }),
);
