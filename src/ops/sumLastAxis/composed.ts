import { add, mul, reshape, slice, sum, type Tensor, zeros } from '@tensorflow/tfjs-core';

const block = 64;

export const composed = ({ x }: { x: Tensor }, { factor }: { factor: number }): Tensor =>
  factor === 1 ? sumInBlocks(x) : mul(sumInBlocks(x), factor);

/** WASM adds entries to a float32 sum one by one, so a long sum would lose its last terms. */
function sumInBlocks(x: Tensor): Tensor {
  const kept = x.shape.slice(0, -1);
  const length = x.shape[x.rank - 1];
  if (length === 0) return zeros(kept); // tfjs's sum of nothing is garbage on WASM
  if (length <= 2 * block) return sum(x, -1);
  const rows = reshape(x, [-1, length]);
  const whole = length - (length % block);
  const inBlocks = (entries: Tensor) => sumInBlocks(sum(reshape(entries, [-1, whole / block, block]), 2));
  if (whole === length) return reshape(inBlocks(rows), kept);
  const rest = sum(slice(rows, [0, whole], [-1, length - whole]), 1);
  return reshape(add(inBlocks(slice(rows, [0, 0], [-1, whole])), rest), kept);
}
