import { add, pad, reshape, slice, sum, type Tensor, util } from '@tensorflow/tfjs-core';

const block = 64;

/**
 * Sums the last axis block by block. WASM adds entries to a float32 sum one by one, so a long sum loses its last terms.
 */
export function sumLastAxis(x: Tensor): Tensor {
  const kept = x.shape.slice(0, -1);
  const length = x.shape[x.rank - 1];
  if (length === 0) return emptySum(x, kept);
  if (length <= 2 * block) return sum(x, -1);
  const rows = reshape(x, [-1, length]);
  const whole = length - (length % block);
  const inBlocks = (entries: Tensor) => sumLastAxis(sum(reshape(entries, [-1, whole / block, block]), 2));
  if (whole === length) return reshape(inBlocks(rows), kept);
  const rest = sum(slice(rows, [0, whole], [-1, length - whole]), 1);
  return reshape(add(inBlocks(slice(rows, [0, 0], [-1, whole])), rest), kept);
}

/**
 * Zeros as a function of `x`, with a gradient. tfjs's sum over an empty axis is garbage on WASM and throws on WebGPU.
 */
function emptySum(x: Tensor, kept: number[]): Tensor {
  const rows = reshape(x, [util.sizeFromShape(kept), 0]);
  return reshape(pad(rows, [[0, 0], [0, 1]]), kept); // biome-ignore format: pairs
}
