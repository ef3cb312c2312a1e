import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape } from '../internal/arguments';
import { requireAllocatable } from '../internal/requireAllocatable';

export interface WindowOptions {
  /** Pixels from one window to the next, as one number or [down, right] (default 1). */
  strides?: number | readonly [number, number];
  /** Pixels from one tap to the next, as one number or [down, right] (default 1). */
  dilations?: number | readonly [number, number];
  /**
   * Zeros around the input: none (`'valid'`, the default), enough for ⌈size / stride⌉ windows (`'same'`), a number of
   * pixels on every side, or [[top, bottom], [left, right]].
   */
  pad?: 'valid' | 'same' | number | readonly [readonly [number, number], readonly [number, number]];
}

/** The positions of a convolution's windows along an axis, in pixels. */
export interface AxisWindows {
  /** The first tap of each window, relative to the middle of the input. */
  starts: number[];
  /** Each tap of a window, relative to its first. */
  taps: number[];
}

/** The windows along height and width. */
export function windowsArgument(
  functionName: string,
  size: readonly [number, number],
  kernelSize: readonly [number, number],
  { strides, dilations, pad }: Required<WindowOptions>,
): AxisWindows[] {
  const stride = perAxis(functionName, 'strides', strides);
  const dilation = perAxis(functionName, 'dilations', dilations);
  const reach = kernelSize.map((count, axis) => (count - 1) * dilation[axis] + 1);
  const pads = padArgument(functionName, pad, (axis) => {
    const windows = Math.ceil(size[axis] / stride[axis]);
    return Math.max((windows - 1) * stride[axis] + reach[axis] - size[axis], 0);
  });
  const padded = size.map((count, axis) => count + pads[axis][0] + pads[axis][1]);
  if (padded.some((count, axis) => count < reach[axis])) {
    throw new ArgumentError(
      functionName,
      'kernel does not fit into the padded x',
      `height and width up to ${describeShape(padded)}`,
      describeShape(reach),
    );
  }
  const counts = padded.map((count, axis) => Math.floor((count - reach[axis]) / stride[axis]) + 1);
  requireAllocatable(functionName, 'the result', counts);
  return size.map((count, axis) => {
    const first = -pads[axis][0] - (count - 1) / 2;
    return {
      starts: Array.from({ length: counts[axis] }, (_, index) => first + index * stride[axis]),
      taps: Array.from({ length: kernelSize[axis] }, (_, index) => index * dilation[axis]),
    };
  });
}

function perAxis(functionName: string, name: string, value: unknown): readonly number[] {
  const values = Array.isArray(value) ? value : [value, value];
  const isCount = (count: unknown) => Number.isSafeInteger(count) && (count as number) > 0;
  if (values.length === 2 && isCount(values[0]) && isCount(values[1])) return values;
  throw new ArgumentError(functionName, `${name} is wrong`, 'a positive integer or two of them', describe(value));
}

/** [before, after] of each axis; the larger half of an odd `'same'` comes after. */
function padArgument(functionName: string, pad: unknown, same: (axis: number) => number): (readonly number[])[] {
  if (pad === 'valid') return padArgument(functionName, 0, same);
  if (pad === 'same') return [0, 1].map(same).map((total) => [Math.floor(total / 2), Math.ceil(total / 2)]);
  const pads = typeof pad === 'number' ? [[pad, pad], [pad, pad]] : pad; // biome-ignore format: a pair of pairs
  const isPair = (values: unknown): values is unknown[] => Array.isArray(values) && values.length === 2;
  const isCount = (count: unknown) => Number.isSafeInteger(count) && (count as number) >= 0;
  const isSides = (sides: unknown) => isPair(sides) && isCount(sides[0]) && isCount(sides[1]);
  if (isPair(pads) && isSides(pads[0]) && isSides(pads[1])) return pads as number[][];
  throw new ArgumentError(
    functionName,
    'pad is wrong',
    "'valid', 'same', a number of pixels or [[top, bottom], [left, right]]",
    describe(pad),
  );
}
