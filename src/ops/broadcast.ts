import { add, reshape, slice, type Tensor, type Tensor3D, transpose, util, zeros } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { sumLastAxis } from './sumLastAxis/sumLastAxis';

/** [before, 1, after] to [before, count, after]. */
const run = /* @__PURE__ */ defineOp<'x', { count: number }>({
  name: 'Broadcast',
  inputs: ['x'],
  composed: ({ x }, { count }) =>
    count === 0 ? slice(x as Tensor3D, [0, 0, 0], [-1, 0, -1]) : add(x, zeros([x.shape[0]!, count, x.shape[2]!])),
  gradient: (dy, { x }, { count }) => ({
    x: () => {
      const [before, , after] = x.shape as Tensor3D['shape'];
      const rows = after === 1 ? reshape(dy, [before, count]) : transpose(dy, [0, 2, 1]);
      return reshape(sumLastAxis(rows), x.shape);
    },
  }),
});

/**
 * Repeats `x` to a shape, one run of axes of size 1 at a time. Beyond six axes, tfjs's own broadcasting is wrong on
 * WASM and throws on WebGPU. On WASM, its gradient adds in float32 in one pass.
 */
export function broadcast(x: Tensor, shape: number[]): Tensor {
  const from = [...Array(shape.length - x.rank).fill(1), ...x.shape];
  let repeated = x;
  for (let end = shape.length; end > 0; ) {
    let start = end;
    while (start > 0 && from[start - 1] === 1) start--;
    const [before, count, after] = [from.slice(0, start), shape.slice(start, end), shape.slice(end)].map(sizeOf);
    if (count !== 1) repeated = run({ x: reshape(repeated, [before, 1, after]) }, { count });
    end = start === end ? end - 1 : start;
  }
  return repeated === x && x.rank === shape.length ? x : reshape(repeated, shape);
}

const sizeOf = (shape: number[]) => util.sizeFromShape(shape);
