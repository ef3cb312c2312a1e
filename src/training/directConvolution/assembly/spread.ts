// planes[c, y + tapY, x + tapX] += Σ_o dy[y, x, o] · filter[tapY, tapX, c, o], for eight x at a time
// dx[y, x, c] = planes[c, y + padTop, x + padLeft]
//   one plane per channel, so that eight windows add to eight neighbours

import { packEight } from '../../../wasm/assembly/blockProduct';
import { BLOCK } from '../../../wasm/assembly/lanes';
import { PANEL, panelsOf } from '../../../wasm/assembly/tile';
import { ROW_BYTES, spreadTile } from './tiles';

/** Bytes that hold dy of one row of windows, or their sums for one tap. */
function rowBytes(outWidth: i32): usize {
  return <usize>panelsOf(outWidth) * ROW_BYTES;
}

/** Groups of four taps. The taps of a group lie apart, because numbers can be read soon after only where they were written. */
function groupsOf(taps: i32): i32 {
  return (taps + 3) / 4;
}

/** Bytes of the packed filter, which has so many rows of `outputs` numbers. */
export function weightsBytes(taps: i32, outputs: i32): f64 {
  return <f64>groupsOf(taps) * outputs * 16;
}

function planeHeight(height: i32, outHeight: i32, filterHeight: i32, padTop: i32): i32 {
  return max(outHeight + filterHeight - 1, height + padTop);
}

function planeWidth(width: i32, outWidth: i32, filterWidth: i32, padLeft: i32): i32 {
  return max(PANEL * <i32>panelsOf(outWidth) + filterWidth - 1, width + padLeft);
}

/** Bytes of temporary space of a thread for `spreadGradient`. */
export function ownSpreadBytes(
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  filterHeight: i32,
  filterWidth: i32,
  padTop: i32,
  padLeft: i32,
): f64 {
  const columns = <f64>planeWidth(width, outWidth, filterWidth, padLeft);
  const planes = columns * planeHeight(height, outHeight, filterHeight, padTop) * channels * 4;
  return planes + <f64>outputs * 4 + <f64>rowBytes(outWidth) * (outputs + 1);
}

/** Computes images `first` to `end` - 1 of dx with the packed filter in `scratch`. */
export function spreadGradient(
  dy: usize,
  dx: usize,
  scratch: usize,
  own: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  filterHeight: i32,
  filterWidth: i32,
  padTop: i32,
  padLeft: i32,
  first: i32,
  end: i32,
): void {
  const rows = planeHeight(height, outHeight, filterHeight, padTop);
  const columns = planeWidth(width, outWidth, filterWidth, padLeft);
  const taps = filterHeight * filterWidth * channels;
  const groups = groupsOf(taps);
  const planesBytes = <usize>rows * columns * channels * 4;
  const zeros = own + planesBytes;
  const nowhere = zeros + <usize>outputs * 4; // for taps after the last one
  const packed = nowhere + rowBytes(outWidth);
  dy += <usize>first * outHeight * outWidth * outputs * 4;
  dx += <usize>first * height * width * channels * 4;
  memory.fill(zeros, 0, outputs * 4);
  for (let image = first; image < end; image++) {
    memory.fill(own, 0, planesBytes);
    for (let y = 0; y < outHeight; y++, dy += <usize>outWidth * outputs * 4) {
      packRow(dy, packed, outWidth, outputs, zeros);
      for (let tap = 0; tap < groups; tap++) {
        const ofTap = scratch + <usize>tap * outputs * 16;
        const t0 = placeOf(tap, taps, own, nowhere, y, rows, columns, channels, filterWidth);
        const t1 = placeOf(tap + groups, taps, own, nowhere, y, rows, columns, channels, filterWidth);
        const t2 = placeOf(tap + groups * 2, taps, own, nowhere, y, rows, columns, channels, filterWidth);
        const t3 = placeOf(tap + groups * 3, taps, own, nowhere, y, rows, columns, channels, filterWidth);
        let panel = packed;
        for (let at: usize = 0; at < rowBytes(outWidth); at += ROW_BYTES, panel += <usize>outputs * ROW_BYTES) {
          for (let o = 0; o < outputs; o += BLOCK) {
            const count = min(BLOCK, outputs - o);
            spreadTile(ofTap + o * 16, panel + o * ROW_BYTES, count, t0 + at, t1 + at, t2 + at, t3 + at);
          }
        }
      }
    }
    for (let y = 0; y < height; y++, dx += <usize>width * channels * 4) {
      for (let c = 0; c < channels; c++) {
        let from = own + ((<usize>c * rows + y + padTop) * columns + padLeft) * 4;
        let to = dx + c * 4;
        for (let x = 0; x < width; x++, from += 4, to += channels * 4) store<f32>(to, load<f32>(from));
      }
    }
  }
}

/** Where the first window of row `y` adds its product with number `tap` of the filter. */
function placeOf(
  tap: i32,
  taps: i32,
  planes: usize,
  nowhere: usize,
  y: i32,
  rows: i32,
  columns: i32,
  channels: i32,
  filterWidth: i32,
): usize {
  if (tap >= taps) return nowhere;
  const c = tap % channels;
  const tapX = (tap / channels) % filterWidth;
  const tapY = tap / (channels * filterWidth);
  return planes + ((<usize>c * rows + y + tapY) * columns + tapX) * 4;
}

/** Packs the numbers of the taps of a group side by side for each output, and zeros after the last tap. */
export function packWeights(filter: usize, scratch: usize, taps: i32, outputs: i32): void {
  const groups = groupsOf(taps);
  for (let group = 0; group < groups; group++) {
    for (let o = 0; o < outputs; o++) {
      for (let tap = group; tap < 4 * groups; tap += groups, scratch += 4) {
        store<f32>(scratch, tap < taps ? load<f32>(filter + (<usize>tap * outputs + o) * 4) : 0);
      }
    }
  }
}

/** Packs dy of eight windows side by side for each output, and zeros after the last window. */
function packRow(dy: usize, to: usize, outWidth: i32, outputs: i32, zeros: usize): void {
  const pixel = <usize>outputs * 4;
  for (let x = 0; x < outWidth; x += PANEL, dy += PANEL * pixel, to += <usize>outputs * ROW_BYTES) {
    const left = outWidth - x;
    packEight(
      to,
      outputs,
      dy,
      left > 1 ? dy + pixel : zeros,
      left > 2 ? dy + 2 * pixel : zeros,
      left > 3 ? dy + 3 * pixel : zeros,
      left > 4 ? dy + 4 * pixel : zeros,
      left > 5 ? dy + 5 * pixel : zeros,
      left > 6 ? dy + 6 * pixel : zeros,
      left > 7 ? dy + 7 * pixel : zeros,
    );
  }
}
