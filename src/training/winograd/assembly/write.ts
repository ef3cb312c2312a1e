// output = Aᵀ m A + bias, or ReLU of it, for those pixels of a tile that the output has

import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';
import { ROW_BYTES } from '../../../wasm/assembly/tile';
import { LINES, NUMBER_BYTES, OUTPUTS, SUMS } from './block';
import { LINE_BYTES, largeOutputs } from './largeTransforms';
import { Tiles } from './tiles';
import { smallOutputs } from './transforms';

/**
 * Writes the outputs of `rows` tiles, from number `i` on, in the block that begins with `j`. Adds a bias unless its
 * address is 0, and then clips at 0 if `relu` is true.
 */
export function writeTiles(
  tiles: Tiles,
  output: usize,
  own: usize,
  i: i32,
  rows: i32,
  j: i32,
  outputs: i32,
  outHeight: i32,
  outWidth: i32,
  bias: usize,
  relu: boolean,
): void {
  const side = tiles.side;
  const count = min(OUTPUTS, outputs - j);
  const biases = bias ? bias + j * 4 : 0;
  const pixelBytes = <usize>outputs * 4;
  const rowBytes = outWidth * pixelBytes;
  for (let row = 0; row < rows; row++) {
    const tile = i + row;
    const image = tile / (tiles.rows * tiles.columns);
    const y = ((tile / tiles.columns) % tiles.rows) * side;
    const x = (tile % tiles.columns) * side;
    const corner = output + (<usize>image * outHeight + y) * rowBytes + x * pixelBytes + j * 4;
    const sums = own + SUMS + row * ROW_BYTES;
    if (side == 2) smallOutputs(sums, NUMBER_BYTES, count);
    else largeOutputs(sums, NUMBER_BYTES, own + LINES, count);
    const numbers = side == 2 ? sums : own + LINES;
    const step = side == 2 ? NUMBER_BYTES : LINE_BYTES;
    for (let down = 0; down < min(side, outHeight - y); down++) {
      for (let across = 0; across < min(side, outWidth - x); across++) {
        const number = numbers + ((side + 2) * down + across) * step;
        writePixel(number, corner + down * rowBytes + across * pixelBytes, count, biases, relu);
      }
    }
  }
}

function writePixel(numbers: usize, to: usize, count: i32, bias: usize, relu: boolean): void {
  for (; count > 0; count -= 4, numbers += 16, to += 16) {
    let sums = v128.load(numbers);
    if (bias) {
      sums = f32x4.add(sums, loadFirst(bias, count));
      bias += 16;
    }
    storeFirst(to, relu ? f32x4.max(sums, f32x4.splat(0)) : sums, count);
  }
}
