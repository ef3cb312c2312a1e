// Row (window), column (tap, channel) of the patches matrix is
//   source[image, y, x, channel],  y = row · strideY + tapY · stepY + originY,  x alike;  0 outside the image

import { PANEL, PANEL_BYTES, packEight } from '../../../wasm/assembly/blockProduct';

/** The windows of a convolution over its images, and where the output of each window goes. */
@unmanaged
export class Windows {
  /** The images, and zeros for one pixel outside them. */
  source: usize;
  zeros: usize;
  height: i32;
  width: i32;
  channels: i32;
  /** Windows of one image, and their taps. */
  rows: i32;
  columns: i32;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  stepY: i32;
  stepX: i32;
  originY: i32;
  originX: i32;
  /** The output of the first window, and the bytes from one window to the next. */
  output: usize;
  outputImageBytes: usize;
  outputRowBytes: usize;
  outputColumnBytes: usize;
}
export const WINDOWS_BYTES: usize = 96;

export function readFrom(windows: Windows, source: usize, height: i32, width: i32, channels: i32, zeros: usize): void {
  memory.fill(zeros, 0, channels * 4);
  windows.source = source;
  windows.zeros = zeros;
  windows.height = height;
  windows.width = width;
  windows.channels = channels;
}

/** Windows without dilation. */
export function layOut(
  windows: Windows,
  rows: i32,
  columns: i32,
  tapsY: i32,
  tapsX: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  windows.rows = rows;
  windows.columns = columns;
  windows.tapsY = tapsY;
  windows.tapsX = tapsX;
  windows.strideY = strideY;
  windows.strideX = strideX;
  windows.stepY = 1;
  windows.stepX = 1;
  windows.originY = -padTop;
  windows.originX = -padLeft;
}

/** The distances between images, rows and columns of windows, in pixels of the output. */
export function writeTo(windows: Windows, output: usize, image: i32, row: i32, column: i32, channels: i32): void {
  windows.output = output;
  windows.outputImageBytes = <usize>image * channels * 4;
  windows.outputRowBytes = <usize>row * channels * 4;
  windows.outputColumnBytes = <usize>column * channels * 4;
}

/** A window in a list: its image, its y and x there, its output. */
const IMAGE: usize = 0;
const Y: usize = 4;
const X: usize = 8;
const OUTPUT: usize = 12;
export const PLACE_BYTES: i32 = 16;

export function outputOf(place: usize): usize {
  return load<usize>(place, OUTPUT);
}

/** Lists `count` windows from number `first` on, across all images. */
export function listPlaces(windows: Windows, places: usize, first: i32, count: i32): void {
  let image = first / (windows.rows * windows.columns);
  let row = (first / windows.columns) % windows.rows;
  let column = first % windows.columns;
  const imageBytes = <usize>windows.height * windows.width * windows.channels * 4;
  for (const end = places + count * PLACE_BYTES; places < end; places += PLACE_BYTES) {
    store<usize>(places, windows.source + <usize>image * imageBytes, IMAGE);
    store<i32>(places, row * windows.strideY + windows.originY, Y);
    store<i32>(places, column * windows.strideX + windows.originX, X);
    const output =
      windows.output +
      <usize>image * windows.outputImageBytes +
      <usize>row * windows.outputRowBytes +
      <usize>column * windows.outputColumnBytes;
    store<usize>(places, output, OUTPUT);
    if (++column == windows.columns) {
      column = 0;
      if (++row == windows.rows) {
        row = 0;
        image++;
      }
    }
  }
}

/** The address of the pixel that a window reads `down` and `right` of its first tap. */
function pixel(windows: Windows, place: usize, down: i32, right: i32): usize {
  const y = load<i32>(place, Y) + down;
  const x = load<i32>(place, X) + right;
  if (<u32>y >= <u32>windows.height || <u32>x >= <u32>windows.width) return windows.zeros;
  return load<usize>(place, IMAGE) + (<usize>y * windows.width + x) * windows.channels * 4;
}

/** Packs `depth` columns of the patches matrix, from `column` on, with one window per row. */
export function packWindows(windows: Windows, places: usize, to: usize, count: i32, column: i32, depth: i32): void {
  const channels = windows.channels;
  const last = places + (count - 1) * PLACE_BYTES; // replaces missing windows
  for (; places <= last; places += PANEL * PLACE_BYTES, to += PANEL_BYTES) {
    for (let done = 0; done < depth; ) {
      const tap = (column + done) / channels;
      const channel = (column + done) % channels;
      const run = min(channels - channel, depth - done);
      const down = (tap / windows.tapsX) * windows.stepY;
      const right = (tap % windows.tapsX) * windows.stepX;
      packEight(
        to + done * PANEL * 4,
        run,
        pixel(windows, places, down, right) + channel * 4,
        pixel(windows, min(places + PLACE_BYTES, last), down, right) + channel * 4,
        pixel(windows, min(places + PLACE_BYTES * 2, last), down, right) + channel * 4,
        pixel(windows, min(places + PLACE_BYTES * 3, last), down, right) + channel * 4,
        pixel(windows, min(places + PLACE_BYTES * 4, last), down, right) + channel * 4,
        pixel(windows, min(places + PLACE_BYTES * 5, last), down, right) + channel * 4,
        pixel(windows, min(places + PLACE_BYTES * 6, last), down, right) + channel * 4,
        pixel(windows, min(places + PLACE_BYTES * 7, last), down, right) + channel * 4,
      );
      done += run;
    }
  }
}

/** Packs `rows` columns of the patches matrix, from `column` on, as rows; their depth runs over the windows. */
export function packTaps(windows: Windows, places: usize, to: usize, count: i32, column: i32, rows: i32): void {
  const channels = windows.channels;
  for (let done = 0; done < rows; ) {
    const tap = (column + done) / channels;
    const channel = (column + done) % channels;
    const run = min(channels - channel, rows - done);
    const down = (tap / windows.tapsX) * windows.stepY;
    const right = (tap % windows.tapsX) * windows.stepX;
    for (let k = 0; k < count; k++) {
      const from = pixel(windows, places + k * PLACE_BYTES, down, right) + channel * 4;
      copyIntoLanes(from, to + k * PANEL * 4, done, run);
    }
    done += run;
  }
}

/** Copies `count` numbers into lane `lane` and the following ones, eight to a panel. */
function copyIntoLanes(from: usize, to: usize, lane: i32, count: i32): void {
  let panel = to + <usize>(lane / PANEL) * PANEL_BYTES;
  lane %= PANEL;
  if (lane == 0) {
    for (; count >= PANEL; count -= PANEL, from += PANEL * 4, panel += PANEL_BYTES) {
      v128.store(panel, v128.load(from));
      v128.store(panel, v128.load(from, 16), 16);
    }
  }
  for (; count > 0; count--, from += 4) {
    store<f32>(panel + lane * 4, load<f32>(from));
    if (++lane == PANEL) {
      lane = 0;
      panel += PANEL_BYTES;
    }
  }
}

/**
 * Adds `count` columns of a window's patch, from `column` on, to the pixels that they represent. Without dilation a row
 * of taps is contiguous.
 */
export function addPatch(windows: Windows, place: usize, patch: usize, column: i32, count: i32): void {
  const rowOfTaps = windows.tapsX * windows.channels;
  const rowOfPixels = windows.width * windows.channels;
  const left = load<i32>(place, X) * windows.channels;
  for (let done = 0; done < count; ) {
    const offset = (column + done) % rowOfTaps;
    const run = min(rowOfTaps - offset, count - done);
    const y = load<i32>(place, Y) + (column + done) / rowOfTaps;
    const from = max(left + offset, 0);
    const to = min(left + offset + run, rowOfPixels);
    if (<u32>y < <u32>windows.height && from < to) {
      const pixels = load<usize>(place, IMAGE) + (<usize>y * rowOfPixels + from) * 4;
      addNumbers(pixels, patch + (done + from - left - offset) * 4, to - from);
    }
    done += run;
  }
}

function addNumbers(to: usize, from: usize, count: i32): void {
  for (; count >= 4; count -= 4, to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; count > 0; count--, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}
