import { concat, matMul, reshape, slice, sum, type Tensor, type Tensor3D, transpose } from '@tensorflow/tfjs-core';

/** The number of positions that one matMul adds; it is small because matMul adds in float32. */
const block = 1024;

/** The number of blocks whose products are added at once; it is small because each takes the memory of the result. */
const blocks = 64;

/** XᵀY of each example: X [batch, positions, n], Y [batch, positions, m]. Added block by block. */
export function productOverPositions(x: Tensor3D, y: Tensor3D): Tensor {
  const [batch, positions] = x.shape;
  if (positions <= block) return product(x, y);
  const parts: Tensor[] = [];
  for (let start = 0; start < positions; ) {
    const count = Math.min(Math.floor((positions - start) / block), blocks) || 1;
    const length = Math.min(positions - start, block);
    const rows = (of: Tensor3D) =>
      reshape(slice(of, [0, start, 0], [-1, count * length, -1]), [batch * count, length, of.shape[2]]);
    const products = product(rows(x), rows(y));
    parts.push(sum(reshape(products, [batch, count, x.shape[2], y.shape[2]]), 1, true));
    start += count * length;
  }
  return sum(concat(parts, 1), 1);
}

const product = (x: Tensor, y: Tensor): Tensor => matMul(transpose(x, [0, 2, 1]), y);
