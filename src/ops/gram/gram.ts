import {
  abs,
  concat,
  greater,
  matMul,
  max,
  mul,
  reshape,
  slice,
  sum,
  type Tensor,
  type Tensor3D,
  transpose,
  where,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { timesSymmetric } from './timesSymmetric';
import { gramWasm } from './wasm';
import { gramWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Gram',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }) => ({ x: () => timesSymmetric(x, dy) }),
  kernels: { wasm: gramWasm, webgpu: gramWebgpu },
});

/** XᵀX of each example, from [batch, positions, channels] to [batch, channels, channels]. */
export const gram = (x: Tensor3D): Tensor3D => run({ x });

/** The number of positions that one matMul adds; it is small because matMul adds in float32. */
const block = 1024;

/** The number of blocks whose products are added at once; it is small because each takes channels² of memory. */
const blocks = 64;

/** Channels whose entries exceed 2⁴⁰ are divided by 2⁸⁸, so that no sum of products overflows float32. */
const [large, divisor] = [2 ** 40, 2 ** 88];

function composed({ x }: { x: Tensor }): Tensor {
  const isLarge = greater(max(abs(x), 1, true), large);
  const total = sumOfProducts(mul(x, where(isLarge, 1 / divisor, 1)));
  const scale = where(isLarge, divisor, 1);
  return mul(mul(total, scale), transpose(scale, [0, 2, 1]));
}

function sumOfProducts(x: Tensor): Tensor {
  const [batch, positions, channels] = x.shape;
  if (positions <= block) return product(x);
  const parts: Tensor[] = [];
  for (let start = 0; start < positions; ) {
    const count = Math.min(Math.floor((positions - start) / block), blocks) || 1;
    const length = Math.min(positions - start, block);
    const rows = reshape(slice(x, [0, start, 0], [-1, count * length, -1]), [batch * count, length, channels]);
    parts.push(sum(reshape(product(rows), [batch, count, channels, channels]), 1, true));
    start += count * length;
  }
  return sum(concat(parts, 1), 1);
}

const product = (x: Tensor): Tensor => matMul(transpose(x, [0, 2, 1]), x);
