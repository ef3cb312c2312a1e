import { add, reshape, slice, sum, type Tensor, zeros } from '@tensorflow/tfjs-core';

const block = 256;

/**
 * Sums the last axis block by block. WASM adds in float32 one entry after another, so that a long sum swallows its last
 * terms; an empty sum, which is garbage there, is zero.
 */
export function sumLastAxis(x: Tensor): Tensor {
  const kept = x.shape.slice(0, -1);
  const length = x.shape[x.rank - 1];
  if (length === 0) return zeros(kept);
  if (length <= 4 * block) return sum(x, -1);
  const rows = reshape(x, [-1, length]);
  const whole = length - (length % block);
  const inBlocks = (entries: Tensor) => sumLastAxis(sum(reshape(entries, [-1, whole / block, block]), 2));
  if (whole === length) return reshape(inBlocks(rows), kept);
  const rest = sum(slice(rows, [0, whole], [-1, length - whole]), 1);
  return reshape(add(inBlocks(slice(rows, [0, 0], [-1, whole])), rest), kept);
}
