import { finite } from '../../../webgpu/wgsl/finite';
import { type SamplingAttributes, tapsPerAxis } from '../attributes';

export interface TapConstants extends Omit<SamplingAttributes, 'fill'> {
  axes: number;
}

/**
 * Along an axis: pixel = toPixel(coordinate), padded; taps = the pixels around it, each with its weight and its
 * weight's derivative. Images are volumes of one plane.
 */
export function placing({ axes, interpolation, padding, alignCorners, inPixels }: TapConstants): string {
  const taps = tapsPerAxis[interpolation];
  const clipsCoordinate = interpolation !== 'cubic' && (padding === 'border' || padding === 'reflection');
  return /* wgsl */ `
    ${finite}
    const TAPS = ${taps};
    const PLANES = ${axes === 3 ? taps : 1};
    /** The tap whose weight is 1 minus the others. */
    const REST = ${taps >> 2};

    struct Axis {
      index: array<i32, TAPS>, // −1 if the pixel is missing
      weight: array<f32, TAPS>,
      derivative: array<f32, TAPS>, // none at REST
      slope: f32, // ∂pixel/∂coordinate
      passes: bool, // whether the coordinate gets a gradient
    };

    fn place(coordinate: f32, size: i32) -> Axis {
      let last = f32(size - 1);
      var axis = Axis();
      ${
        inPixels
          ? 'axis.slope = 1.0; var pixel = coordinate + last * 0.5;'
          : alignCorners
            ? 'axis.slope = last * 0.5; var pixel = (coordinate + 1.0) * axis.slope;'
            : 'axis.slope = f32(size) * 0.5; var pixel = (coordinate + 1.0) * axis.slope - 0.5;'
      }
      axis.passes = isFinite(pixel);
      // NaN and infinity have no position: they go beyond the reach of every tap, or to pixel 0.
      pixel = select(${padding === 'zeros' ? '-8.0' : '0.0'}, pixel, axis.passes);
      ${padding === 'wrap' ? 'pixel = wrap(pixel, f32(size));' : ''}
      ${clipsCoordinate && padding === 'reflection' ? mirrored : ''}
      ${clipsCoordinate ? clip : ''}
      ${interpolation === 'nearest' ? 'axis.index[0] = tapAt(round(pixel), size); axis.weight[0] = 1.0;' : cell}
      ${interpolation === 'linear' ? linear : ''}
      ${interpolation === 'cubic' ? cubic : ''}
      return axis;
    }

    fn wrap(pixel: f32, size: f32) -> f32 { return pixel - floor(pixel * (1.0 / size)) * size; }

    /** The pixel mirrored at both ends as often as needed, and the derivative, 1 or −1. */
    fn mirror(pixel: f32, last: f32) -> vec2<f32> {
      let low = ${alignCorners ? '0.0' : '-0.5'};
      let span = last - 2.0 * low;
      if (span == 0.0) { return vec2<f32>(pixel, 1.0); }
      let period = floor((pixel - low) * (1.0 / span));
      let odd = period - 2.0 * floor(0.5 * period);
      let direction = 1.0 - 2.0 * odd;
      return vec2<f32>(pixel * direction + (odd * (span + 2.0 * low) - period * direction * span), direction);
    }

    /** The index of the pixel at an integer position; outside it is missing, clipped or at the other end. */
    fn tapAt(position: f32, size: i32) -> i32 {
      let last = f32(size - 1);
      ${padding === 'wrap' ? '// Half a pixel keeps rounding away from the borders.' : ''}
      ${padding === 'wrap' ? 'let inside = wrap(position + 0.5, f32(size));' : ''}
      ${padding === 'reflection' && !clipsCoordinate ? 'let inside = mirror(position, last).x;' : ''}
      ${padding === 'border' && !clipsCoordinate ? 'let inside = position;' : ''}
      ${
        padding === 'zeros' || clipsCoordinate
          ? 'return select(-1, i32(clamp(position, 0.0, last)), position >= 0.0 && position <= last);'
          : 'return i32(clamp(inside, 0.0, last));'
      }
    }

    ${interpolation === 'cubic' ? keys : ''}

    /** The index among all pixels, or −1 if the pixel is missing on any axis. */
    fn pixelAt(image: i32, z: i32, y: i32, x: i32) -> i32 {
      let pixel = ((image * uniforms.depth + z) * uniforms.height + y) * uniforms.width + x;
      return select(pixel, -1, (x | y | z) < 0);
    }
  `;
}

const mirrored = /* wgsl */ `
  let mirrored = mirror(pixel, last);
  pixel = mirrored.x;
  axis.slope *= mirrored.y;
`;

/** The gradient passes strictly between the edges. */
const clip = /* wgsl */ `
  let between = pixel > 0.0 && pixel < last;
  if (!between) { pixel = select(0.0, last, pixel >= last); }
  axis.passes = axis.passes && between;
`;

/** At a pixel the derivative is that of the right-hand side. */
const cell = /* wgsl */ `
  let cell = floor(pixel);
  let fraction = pixel - cell;
  let opposite = 1.0 - fraction;
`;

const linear = /* wgsl */ `
  axis.index = array<i32, 2>(tapAt(cell, size), tapAt(cell + 1.0, size));
  axis.weight = array<f32, 2>(opposite, fraction);
  axis.derivative = array<f32, 2>(0.0, 1.0);
`;

const cubic = /* wgsl */ `
  for (var i = 0; i < 4; i++) { axis.index[i] = tapAt(cell + f32(i - 1), size); }
  let first = cubicFar(fraction);
  let third = cubicNear(opposite);
  let fourth = cubicFar(opposite);
  axis.weight = array<f32, 4>(first, 1.0 - ((first + third) + fourth), third, fourth);
  axis.derivative = array<f32, 4>(
    cubicFarDerivative(fraction), 0.0, -cubicNearDerivative(opposite), -cubicFarDerivative(opposite),
  );
`;

/** Keys' kernel: (A + 2) t³ − (A + 3) t² + 1 up to t = 1; at the distance t + 1, A t (1 − t)². */
const keys = /* wgsl */ `
  const A: f32 = -0.75;
  fn cubicNear(t: f32) -> f32 { return t * t * (t * (A + 2.0) - (A + 3.0)) + 1.0; }
  fn cubicNearDerivative(t: f32) -> f32 { return t * (t * (3.0 * (A + 2.0)) - 2.0 * (A + 3.0)); }
  fn cubicFar(t: f32) -> f32 { return t * A * ((1.0 - t) * (1.0 - t)); }
  fn cubicFarDerivative(t: f32) -> f32 { return (1.0 - t) * A * (1.0 - t * 3.0); }
`;
