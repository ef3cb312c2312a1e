// for four samples, one in each lane:
//   on each axis:   pixel = (coordinate + SHIFT) · SCALE − OFFSET, padded;  up to four taps around it: index, weight
//   of the image:   a tap for each combination of one tap per axis:  address, weight
//
// The scratch holds all of this:
//
//   Sampling │ x axis │ y axis │ z axis │ up to 64 taps │ fill

/** The constants of a call, at the beginning of the scratch. Axes are x, y, z; images have a z axis of one pixel. */
@unmanaged
export class Sampling {
  pixels: i32;
  channels: i32;
  axes: i32;
  /** 1 is nearest, 2 linear, 4 cubic. */
  tapsPerAxis: i32;
  padding: i32;
  alignCorners: i32;
  /** Whether missing pixels have a fill value. */
  hasFill: i32;
  /** The address of the float64 sums of an image's gradient, and the bytes per pixel. */
  sums: usize;
  counts: usize;
  /** The number of samples in one cell after which its sums continue in float64: a power of two. */
  mostPerCell: u32;
}

// An axis: four taps; then, the same in all lanes, its last pixel, its stride in pixels, and SCALE, SHIFT and OFFSET;
// then, for four samples, the derivative of the padded pixel, and where a gradient passes.
export const AXIS_TAP_BYTES: usize = 48;
export const LAST: usize = 4 * AXIS_TAP_BYTES;
export const STRIDE: usize = LAST + 16;
export const SCALE: usize = STRIDE + 16;
export const SHIFT: usize = SCALE + 16;
export const OFFSET: usize = SHIFT + 16;
export const SLOPE: usize = OFFSET + 16;
export const PASSES: usize = SLOPE + 16;
export const AXIS_BYTES: usize = PASSES + 16;
// A tap of an axis: its index times the stride, or −1 if missing; its weight; the derivative of a cubic weight.
export const INDEX: usize = 0;
export const AXIS_WEIGHT: usize = 16;
export const DERIVATIVE: usize = 32;

// A tap: the address of its channels, its weight, and its dot product with dy.
export const WEIGHT: usize = 16;
export const DOT: usize = 32;
export const TAP_BYTES: usize = 48;
export const MOST_TAPS: usize = 64;

export const AXES: usize = 48;
export const TAPS: usize = AXES + 3 * AXIS_BYTES;
/** One value per channel, for missing pixels. */
export const FILL: usize = TAPS + MOST_TAPS * TAP_BYTES;

/** Bytes of temporary space: the above, and the fill. */
export function samplingBytes(channels: i32): usize {
  return FILL + <usize>channels * 8; // a gradient may use float64
}

/** Copies the constants of a call into the space of a thread. */
export function copyOf(scratch: usize, own: usize): Sampling {
  memory.copy(own, scratch, samplingBytes(changetype<Sampling>(scratch).channels));
  return changetype<Sampling>(own);
}

export function imageBytes(sampling: Sampling): usize {
  return <usize>sampling.pixels * sampling.channels * 4;
}

export function pixelBytes(sampling: Sampling): usize {
  return <usize>sampling.channels * 4;
}

export function pointBytes(sampling: Sampling): usize {
  return <usize>sampling.axes * 4;
}

export function tapCount(sampling: Sampling): i32 {
  const tapsPerAxis = sampling.tapsPerAxis;
  return tapsPerAxis * tapsPerAxis * (sampling.axes == 3 ? tapsPerAxis : 1);
}

export function axisAt(scratch: usize, axis: i32): usize {
  return scratch + AXES + axis * AXIS_BYTES;
}
