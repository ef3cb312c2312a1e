// for each row of the image:  slot[row mod side] = the row of the image and of x, zeros for the output
//   from row side − 1 on, side rows are there: the row of windows that ends here adds to the output in their slots,
//   and the output of its first row, which no later window reaches, is written
//
// The ring of slots for windows of side 3, once rows 0 to 4 are read. Rows 3 and 4 took the slots of rows 0 and 1:
//
//            slot 0     slot 1     slot 2
//          ┌──────────┬──────────┬──────────┐
//          │  row 3   │  row 4   │  row 2   │      windows of rows 2, 3 and 4:  first = slot 2,  centre = slot 0
//          └──────────┴──────────┴──────────┘      row 5 comes next, into slot 2, once the output of row 2 is written
//
// A slot:  image planes │ planes of x │ planes of the output, `parts` for each channel

import { LANES } from '../../../wasm/assembly/lanes';

/** The image has three planes in a slot; missing channels are zeros. */
const COLOURS: i32 = 3;

/**
 * The rows that one row of windows needs, in a ring of slots, one slot per row of a window. A slot has planes of the
 * image, of x and of the output. The output has several planes per channel, and their sum is written at the end.
 * Adjacent windows add to adjacent columns, so with a single plane each load would overlap the previous store and wait
 * for it.
 */
@unmanaged
export class Strip {
  image: usize;
  x: usize;
  colours: i32;
  height: i32;
  width: i32;
  /** The channels of x. */
  channels: i32;
  /** Pixels on each side of a window. */
  side: i32;
  epsilon: f32;
  /** Planes of the output for each channel. */
  parts: i32;
  /** Bytes of a row of one plane and of a slot, and the offsets in a slot of the planes of x and of the output. */
  planeBytes: i32;
  slotBytes: i32;
  xPlanes: i32;
  outputPlanes: i32;
  ring: usize;
  ringEnd: usize;
  /** The first slot of the current row of windows, and the slot of their centres. */
  first: usize;
  centre: usize;
  /** The model of the current four windows and, for each pixel, d_1, d_2, d_3 and its value of x or residual. */
  model: usize;
  pixels: usize;
  pixelsEnd: usize;
}

export const MODEL_BYTES: usize = 144;
export const PIXEL_BYTES: usize = 64;

/** Bytes of temporary space for the given numbers of channels of x and of the output. */
export function stripBytes(width: i32, radius: i32, xChannels: i32, outputChannels: i32): f64 {
  const side = 2 * radius + 1;
  const planes = COLOURS + xChannels + outputChannels * min(side, LANES);
  return offsetof<Strip>() + MODEL_BYTES + side * side * PIXEL_BYTES + <f64>(side * planes) * rowBytes(width);
}

export function makeStrip(
  scratch: usize,
  image: usize,
  x: usize,
  colours: i32,
  height: i32,
  width: i32,
  xChannels: i32,
  outputChannels: i32,
  radius: i32,
  epsilon: f32,
): Strip {
  const strip = changetype<Strip>(scratch);
  const side = 2 * radius + 1;
  strip.image = image;
  strip.x = x;
  strip.colours = colours;
  strip.height = height;
  strip.width = width;
  strip.channels = xChannels;
  strip.side = side;
  strip.epsilon = epsilon;
  strip.parts = min(side, LANES);
  strip.planeBytes = rowBytes(width);
  strip.xPlanes = COLOURS * strip.planeBytes;
  strip.outputPlanes = (COLOURS + xChannels) * strip.planeBytes;
  strip.slotBytes = (COLOURS + xChannels + outputChannels * strip.parts) * strip.planeBytes;
  strip.model = scratch + offsetof<Strip>();
  strip.pixels = strip.model + MODEL_BYTES;
  strip.pixelsEnd = strip.pixels + side * side * PIXEL_BYTES;
  strip.ring = strip.pixelsEnd;
  strip.ringEnd = strip.ring + side * strip.slotBytes;
  memory.fill(strip.ring, 0, strip.ringEnd - strip.ring);
  return strip;
}

/** A row of a plane ends on a full vector, wherever the last windows of the row begin. */
function rowBytes(width: i32): i32 {
  return ((width + LANES - 1) * 4 + 15) & ~15;
}

function slotOf(strip: Strip, row: i32): usize {
  return strip.ring + (row % strip.side) * strip.slotBytes;
}

/**
 * Copies a row of the image and of x into its slot. Returns whether it completes a row of windows, which then becomes
 * the current row.
 */
export function readRow(strip: Strip, row: i32): bool {
  const slot = slotOf(strip, row);
  for (let colour = 0; colour < strip.colours; colour++) {
    const from = strip.image + (<usize>colour * strip.height + row) * strip.width * 4;
    memory.copy(slot + colour * strip.planeBytes, from, strip.width * 4);
  }
  const step = strip.channels * 4;
  let from = strip.x + <usize>row * strip.width * step;
  let to = slot + strip.xPlanes;
  for (let channel = 0; channel < strip.channels; channel++, from += 4, to += strip.planeBytes) {
    for (let column = 0; column < strip.width; column++) store<f32>(to + column * 4, load<f32>(from + column * step));
  }
  memory.fill(slot + strip.outputPlanes, 0, strip.slotBytes - strip.outputPlanes);

  const top = row - strip.side + 1;
  if (top < 0) return false;
  strip.first = slotOf(strip, top);
  strip.centre = slotOf(strip, top + (strip.side >> 1));
  return true;
}

/** Adds up the planes of a row of the output and writes the sums, with the channels interleaved. */
export function writeRow(strip: Strip, row: i32, channels: i32, output: usize): void {
  const planeBytes = strip.planeBytes;
  const step = channels * 4;
  let plane = slotOf(strip, row) + strip.outputPlanes;
  let to = output + <usize>row * strip.width * step;
  for (let channel = 0; channel < channels; channel++, plane += planeBytes, to += 4) {
    const sum = plane;
    for (let part = 1; part < strip.parts; part++) {
      plane += planeBytes;
      addPlane(sum, plane, planeBytes);
    }
    for (let column = 0; column < strip.width; column++) store<f32>(to + column * step, load<f32>(sum + column * 4));
  }
}

function addPlane(sum: usize, plane: usize, bytes: i32): void {
  for (let at = 0; at < bytes; at += 16) {
    v128.store(sum + at, f32x4.add(v128.load(sum + at), v128.load(plane + at)));
  }
}
