import {
  add,
  BatchMatMul,
  Cumsum,
  concat,
  cumsum,
  eye,
  image,
  MirrorPad,
  matMul,
  mul,
  Prod,
  pad,
  prod,
  ResizeBilinear,
  ResizeNearestNeighbor,
  reshape,
  reverse,
  SplitV,
  slice,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  Tile,
  tile,
  transpose,
  Unpack,
  util,
} from '@tensorflow/tfjs-core';
import type { MendedGradient } from '../../engine/recordAs';
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

/** tfjs treats the gradient of a single output as a list. */
const listOf = (dy: Tensor): Tensor[] => (Array.isArray(dy) ? dy : [dy]);

const unpackGradient: MendedGradient = {
  kernelName: Unpack,
  inputs: [],
  gradient: (dy, _, { axis }) => ({ value: () => stack(listOf(dy), axis) }),
};

const splitGradient: MendedGradient = {
  kernelName: SplitV,
  inputs: [],
  gradient: (dy, _, { axis }) => ({
    x: () => (listOf(dy).length === 1 ? reshape(listOf(dy)[0], listOf(dy)[0].shape) : concat(listOf(dy), axis)),
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
        const [outer, inner] = [dx.shape.slice(0, axis), dx.shape.slice(axis + 1)].map(util.sizeFromShape);
        const shape = [...dx.shape.slice(0, axis), size, ...dx.shape.slice(axis + 1)];
        dx = reshape(sum(reshape(dx, [outer, reps[axis], size, inner]), 1), shape);
      }
      return reshape(dx, x.shape);
    },
  }),
};

/** tfjs fails for negative axes. dx_i = dy Π_{j ≠ i} x_j, for each i a product over all with x_i replaced by 1. */
const prodGradient: MendedGradient = {
  kernelName: Prod,
  inputs: ['x'],
  gradient: (dy, { x }, { axis }) => ({
    x: () => {
      const axes = util.parseAxisParam(axis ?? x.shape.map((_, index) => index), x.shape);
      const kept = x.shape.map((_, index) => index).filter((index) => !axes.includes(index));
      const order = [...kept, ...axes];
      const moved = transpose(x, order);
      const count = util.sizeFromShape(axes.map((index) => x.shape[index]));
      const outer = util.sizeFromShape(dy.shape);
      const rows = tile(reshape(moved, [outer, 1, count]), [1, count, 1]);
      const identity = eye(count);
      const others = prod(add(mul(rows, sub(1, identity)), identity), 2);
      const dx = reshape(mul(others, reshape(dy, [outer, 1])), moved.shape);
      return transpose(dx, undo(order));
    },
  }),
};

const undo = (order: number[]) => order.map((_, axis) => order.indexOf(axis));

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
  mirrorPadGradient,
  resizeGradient(ResizeBilinear, image.resizeBilinear),
  resizeGradient(ResizeNearestNeighbor, image.resizeNearestNeighbor),
];
