import {
  add,
  BatchMatMul,
  backend_util,
  Cumprod,
  Cumsum,
  concat,
  cumprod,
  cumsum,
  equal,
  eye,
  greater,
  greaterEqual,
  image,
  MirrorPad,
  matMul,
  mul,
  onesLike,
  Prod,
  pad,
  prod,
  ResizeBilinear,
  ResizeNearestNeighbor,
  range,
  reshape,
  reverse,
  SplitV,
  slice,
  stack,
  sum,
  type Tensor,
  type Tensor4D,
  Tile,
  tile,
  transpose,
  Unpack,
  util,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { MendedGradient } from '../../engine/recordAs';
import { aroundAxis } from '../../internal/aroundAxis';
import { axesLast } from '../axesLast';
import { sumTo } from './sumTo';

/** tfjs does not sum over a broadcast batch. */
const matMulGradient: MendedGradient = {
  kernelName: BatchMatMul,
  inputs: ['a', 'b'],
  gradient: (dy, { a, b }, { transposeA, transposeB }) => ({
    a: () => sumTo(transposeA ? matMul(b, dy, transposeB, true) : matMul(dy, b, false, !transposeB), a.shape),
    b: () => sumTo(transposeB ? matMul(dy, a, true, transposeA) : matMul(a, dy, !transposeA, false), b.shape),
  }),
};

/** tfjs permutes the gradient's axes unless the last one is summed. */
const cumsumGradient: MendedGradient = {
  kernelName: Cumsum,
  inputs: ['x'],
  gradient: (dy, _, { axis, exclusive, reverse: reversed }) => ({ x: () => cumsum(dy, axis, exclusive, !reversed) }),
};

// In the gradients of these two, tfjs takes the gradient of a single output for a list.

const unpackGradient: MendedGradient = {
  kernelName: Unpack,
  inputs: [],
  gradient: (_dy, _inputs, { axis }, dys) => ({ value: () => stack(dys, axis) }),
};

const splitGradient: MendedGradient = {
  kernelName: SplitV,
  inputs: [],
  gradient: (dy, _inputs, { axis }, dys) => ({
    x: () => (dys.length === 1 ? reshape(dy, dy.shape) : concat(dys, axis)),
  }),
};

/** tfjs has this gradient only up to rank 4. */
const tileGradient: MendedGradient = {
  kernelName: Tile,
  inputs: ['x'],
  gradient: (dy, { x }, { reps }) => ({
    x: () => {
      let dx = dy;
      for (const [axis, size] of x.shape.entries()) {
        if (reps[axis] === 1) continue;
        const { outer, inner } = aroundAxis(dx.shape, axis);
        const shape = dx.shape.map((length, other) => (other === axis ? size : length));
        dx = reshape(sum(reshape(dx, [outer, reps[axis], size, inner]), 1), shape);
      }
      return reshape(dx, x.shape);
    },
  }),
};

/** A matrix that compares every place i (across) with every place k (down). */
const places = (count: number, compare: typeof equal) =>
  compare(reshape(range(0, count), [1, count]), reshape(range(0, count), [count, 1]));

/** Moves `axes` of x behind the others. For each place k along them there is a row, in which 1 replaces x_k. */
function withoutEach(x: Tensor, axes: number[]) {
  const order = axesLast(x.rank, axes);
  const moved = transpose(x, order);
  const count = util.sizeFromShape(axes.map((axis) => x.shape[axis]));
  const outer = x.size / count;
  const rows = tile(reshape(moved, [outer, 1, count]), [1, count, 1]);
  const others = where(places(count, equal), onesLike(rows), rows);
  /** The gradient of x from that of the moved x. */
  const back = (gradient: Tensor) =>
    transpose(reshape(gradient, moved.shape), backend_util.getUndoAxesPermutation(order));
  return { others, outer, count, order, back };
}

/** tfjs fails for negative axes. dx_k = dy Π_{j ≠ k} x_j. */
const prodGradient: MendedGradient = {
  kernelName: Prod,
  inputs: ['x'],
  gradient: (dy, { x }, { axis }) => ({
    x: () => {
      if (x.size === 0) return zerosLike(x);
      const { others, outer, back } = withoutEach(x, util.parseAxisParam(axis ?? [...x.shape.keys()], x.shape));
      return back(mul(prod(others, 2), reshape(dy, [outer, 1])));
    },
  }),
};

/** tfjs has no gradient. dx_k = Σ dy_i Π_{j ≠ k} x_j over the products y_i that contain x_k. */
const cumprodGradient: MendedGradient = {
  kernelName: Cumprod,
  inputs: ['x'],
  gradient: (dy, { x }, { axis, exclusive, reverse: reversed }) => ({
    x: () => {
      if (x.size === 0) return zerosLike(x);
      const { others, outer, count, order, back } = withoutEach(x, util.parseAxisParam(axis, x.shape));
      const products = cumprod(others, 2, exclusive, reversed);
      const contains = places(count, (i, k) => {
        const [later, earlier] = reversed ? [k, i] : [i, k];
        return exclusive ? greater(later, earlier) : greaterEqual(later, earlier);
      });
      const terms = mul(reshape(transpose(dy, order), [outer, 1, count]), products);
      return back(sum(where(contains, terms, zerosLike(terms)), 2));
    },
  }),
};

/** tfjs leaves out the gradient of the mirrored numbers. */
const mirrorPadGradient: MendedGradient = {
  kernelName: MirrorPad,
  inputs: ['x'],
  gradient: (dy, { x }, { paddings, mode }) => ({
    x: () =>
      x.shape.reduce((gradient, _, axis) => unfold(gradient, axis, paddings[axis], mode === 'reflect' ? 1 : 0), dy),
  }),
};

/**
 * Adds the mirrored parts before and behind to the numbers that they repeat; the `skipped` numbers at each end have
 * none.
 */
function unfold(dy: Tensor, axis: number, [before, behind]: [number, number], skipped: number): Tensor {
  const length = dy.shape[axis] - before - behind;
  const part = (first: number, count: number) => {
    const begin = dy.shape.map((_, index) => (index === axis ? first : 0));
    const size = dy.shape.map((all, index) => (index === axis ? count : all));
    return slice(dy, begin, size);
  };
  const placed = (x: Tensor, first: number) => {
    const rest = length - first - x.shape[axis];
    return pad(
      reverse(x, axis),
      dy.shape.map((_, index): [number, number] => (index === axis ? [first, rest] : [0, 0])),
    );
  };
  let dx = part(before, length);
  if (before > 0) dx = add(dx, placed(part(0, before), skipped));
  if (behind > 0) dx = add(dx, placed(part(before + length, behind), length - behind - skipped));
  return dx;
}

type Resize = typeof image.resizeBilinear;

/**
 * tfjs ignores half-pixel centres, and has no second gradients. A resize multiplies by a matrix along each axis;
 * resizing the identity gives that matrix.
 */
const resizeGradient = (kernelName: string, resize: Resize): MendedGradient => ({
  kernelName,
  inputs: ['images'],
  gradient: (dy, { images }, { alignCorners, halfPixelCenters }) => {
    const matrix = (from: number, to: number) => {
      const identity = reshape(eye(from), [1, from, from, 1]) as Tensor4D;
      return reshape(resize(identity, [to, from], alignCorners, halfPixelCenters), [to, from]);
    };
    const [batch, height, width, channels] = images.shape;
    const [, outHeight, outWidth] = dy.shape;
    return {
      images: () => {
        const rows = reshape(dy, [batch, outHeight, outWidth * channels]);
        const ofRows = matMul(matrix(height, outHeight), rows, true);
        const columns = reshape(ofRows, [batch * height, outWidth, channels]);
        return reshape(matMul(matrix(width, outWidth), columns, true), images.shape);
      },
    };
  },
});

export const shapeGradients: readonly MendedGradient[] = [
  matMulGradient,
  cumsumGradient,
  unpackGradient,
  splitGradient,
  tileGradient,
  prodGradient,
  cumprodGradient,
  mirrorPadGradient,
  resizeGradient(ResizeBilinear, image.resizeBilinear),
  resizeGradient(ResizeNearestNeighbor, image.resizeNearestNeighbor),
];
