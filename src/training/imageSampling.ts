import {
  abs,
  add,
  CropAndResize,
  type CropAndResizeAttrs,
  cast,
  ceil,
  clipByValue,
  div,
  equal,
  expandDims,
  floor,
  gather,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  mul,
  neg,
  range,
  reshape,
  scalar,
  sign,
  slice,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  Transform,
  type TransformAttrs,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { trainingKernel } from './trainingKernel';

// Ops that sample images, composed of ops that have gradients, with the roundings of the WASM kernels.

type Reader = (row: Tensor, column: Tensor) => Tensor;

const between = (x: Tensor, size: number) => logicalAnd(greaterEqual(x, 0), lessEqual(x, size - 1));

/** Reads pixels of image number `index` at whole positions; a position outside gives `otherwise`. */
function reader(images: Tensor, index: Tensor, otherwise: number): Reader {
  const [count, height, width, channels] = images.shape;
  const pixels = reshape(images, [count * height * width, channels]);
  return (row, column) => {
    const [places, inside] = noGradient(() => {
      const axes = [
        { at: index, size: count },
        { at: row, size: height },
        { at: column, size: width },
      ].map(({ at, size }) => ({ size, inside: between(at, size), at }));
      const [image, y, x] = axes.map(({ at, inside }) => cast(where(inside, at, 0), 'int32'));
      const all = axes.map((axis) => axis.inside).reduce((a, b) => logicalAnd(a, b));
      const [rows, columns] = [scalar(height, 'int32'), scalar(width, 'int32')];
      return [add(mul(add(mul(image, rows), y), columns), x), expandDims(all, -1)];
    });
    const found = gather(pixels, reshape(places, [places.size]) as Tensor1D);
    return where(inside, reshape(found, [...places.shape, channels]), otherwise);
  };
}

/** Half a pixel is rounded away from zero. */
const nearest = (read: Reader, row: Tensor, column: Tensor): Tensor => {
  const rounded = (x: Tensor) => {
    const whole = floor(abs(x));
    return mul(sign(x), add(whole, cast(greaterEqual(sub(abs(x), whole), 0.5), 'float32')));
  };
  return read(
    noGradient(() => rounded(row)),
    noGradient(() => rounded(column)),
  );
};

/** `next` is the second of the two positions between which x lies. */
function bilinear(read: Reader, row: Tensor, column: Tensor, next: (x: Tensor, first: Tensor) => Tensor): Tensor {
  const [top, left] = [row, column].map((x) => noGradient(() => floor(x)));
  const [bottom, right] = [next(row, top), next(column, left)];
  const [y, x] = [sub(row, top), sub(column, left)].map((share) => expandDims(share, -1));
  const mix = (a: Tensor, b: Tensor, share: Tensor) => add(a, mul(sub(b, a), share));
  return mix(mix(read(top, left), read(top, right), x), mix(read(bottom, left), read(bottom, right), x), y);
}

/** The columns of a matrix [n, k] as k tensors [n, 1, 1]. */
const columnsOf = (matrix: Tensor): Tensor[] =>
  Array.from({ length: matrix.shape[1]! }, (_, column) =>
    reshape(slice(matrix, [0, column], [-1, 1]), [matrix.shape[0], 1, 1]),
  );

export function cropAndResize(
  images: Tensor,
  boxes: Tensor,
  boxInd: Tensor,
  { cropSize: [height, width], method, extrapolationValue }: CropAndResizeAttrs,
): Tensor {
  const positions = (first: Tensor, last: Tensor, size: number, steps: Tensor) =>
    steps.size > 1
      ? add(mul(first, size - 1), mul(steps, div(mul(sub(last, first), size - 1), steps.size - 1)))
      : mul(mul(add(first, last), 0.5), size - 1);
  const [, inHeight, inWidth] = (images as Tensor4D).shape;
  const [top, left, bottom, right] = columnsOf(boxes);
  const row = positions(top, bottom, inHeight, reshape(range(0, height), [1, height, 1]));
  const column = positions(left, right, inWidth, reshape(range(0, width), [1, 1, width]));
  const read = reader(images, reshape(boxInd, [boxInd.size, 1, 1]), extrapolationValue);
  const samples =
    method === 'nearest' ? nearest(read, row, column) : bilinear(read, row, column, (x) => noGradient(() => ceil(x)));
  const inside = noGradient(() => logicalAnd(between(row, inHeight), between(column, inWidth)));
  return where(expandDims(inside, -1), samples, extrapolationValue);
}

/** How a position outside continues the image, piece by piece linear: slope · x + offset, then clipped. */
const continued: Record<string, (x: Tensor, size: number) => Tensor> = {
  constant: (x) => x,
  nearest: (x, size) => clipByValue(x, 0, size - 1),
  wrap: (x, size) => {
    if (size === 1) return clipByValue(x, 0, 0);
    const offset = noGradient(() => {
      const turns = floor(div(abs(x), size - 1));
      return mul(where(less(x, 0), add(turns, 1), where(greater(x, size - 1), neg(turns), 0)), size);
    });
    return clipByValue(add(x, offset), 0, size - 1);
  },
  reflect: (x, size) => {
    if (size === 1) return clipByValue(x, 0, 0);
    const period = 2 * size;
    const [slope, offset] = noGradient(() => {
      const [below, above] = [less(x, 0), greater(x, size - 1)];
      const turns = mul(floor(div(abs(x), period)), period);
      const shift = where(below, turns, where(above, neg(turns), 0));
      const moved = add(x, shift); // in (−period, period)
      const mirrored = logicalOr(logicalAnd(below, greaterEqual(moved, -size)), greaterEqual(moved, size));
      const back = where(greaterEqual(moved, size), period, 0);
      const far = where(less(moved, -size), period, 0);
      return [where(mirrored, -1, 1), where(mirrored, sub(sub(back, shift), 1), add(shift, far))];
    });
    return clipByValue(add(mul(slope, x), offset), 0, size - 1);
  },
};

export function transform(images: Tensor, transforms: Tensor, attributes: TransformAttrs): Tensor {
  const { interpolation, fillMode, fillValue, outputShape } = attributes;
  const [batch, inHeight, inWidth] = images.shape;
  const [height, width] = outputShape ?? [inHeight, inWidth];
  const [x, y] = [reshape(range(0, width), [1, 1, width]), reshape(range(0, height), [1, height, 1])];
  const [a, b, c, d, e, f, g, h] = columnsOf(transforms);
  const line = (ofX: Tensor, ofY: Tensor, rest: Tensor | number) => add(add(mul(ofX, x), mul(ofY, y)), rest);
  const projection = line(g, h, 1);
  const vanishes = noGradient(() => equal(projection, 0));
  const divisor = where(vanishes, 1, projection);
  const row = continued[fillMode](div(line(d, e, f), divisor), inHeight);
  const column = continued[fillMode](div(line(a, b, c), divisor), inWidth);
  const read = reader(images, reshape(range(0, batch), [batch, 1, 1]), fillValue);
  const samples =
    interpolation === 'nearest' ? nearest(read, row, column) : bilinear(read, row, column, (_, first) => add(first, 1));
  return where(expandDims(vanishes, -1), fillValue, samples);
}

/** The kernel for the calls for which stock is wrong. */
const cropAndResizeWhere = (isWrong: (method: string, images: number, boxes: number) => boolean) =>
  trainingKernel<'image' | 'boxes' | 'boxInd', CropAndResizeAttrs>(CropAndResize, (stock) => (call) => {
    const { image, boxes, boxInd } = call.inputs;
    const isEmpty = image.shape.includes(0) || boxes.shape[0] === 0;
    if (isEmpty || !isWrong(call.attrs.method, image.shape[0], boxes.shape[0])) return stock(call);
    return tidy(() => cropAndResize(image as Tensor, boxes as Tensor, boxInd as Tensor, call.attrs));
  });

/** Stock rounds rows down for 'nearest'. */
export const cropAndResizeWasm = /* @__PURE__ */ cropAndResizeWhere((method) => method === 'nearest');

/** Stock leaves out images whose number is not below the number of boxes. */
export const cropAndResizeWebgpu = /* @__PURE__ */ cropAndResizeWhere((_, images, boxes) => images > boxes);

/** Stock takes the wrong pixels for 'reflect' one width or height beyond the image. */
export const transformKernel = /* @__PURE__ */ trainingKernel<'image' | 'transforms', TransformAttrs>(
  Transform,
  (stock) => (call) => {
    const { image, transforms } = call.inputs;
    if (call.attrs.fillMode !== 'reflect' || image.shape.includes(0)) return stock(call);
    return tidy(() => transform(image as Tensor, transforms as Tensor, call.attrs));
  },
);
