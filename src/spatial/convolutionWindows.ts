import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape } from '../internal/arguments';

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

/** The windows of a convolution along an axis: window i has its tap j at pixel start + i · stride + j · dilation. */
export interface AxisWindows {
  /** The first tap of the first window, relative to the middle of the input. */
  start: number;
  stride: number;
  dilation: number;
  windows: number;
  taps: number;
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
  return size.map((count, axis) => ({
    start: -pads[axis][0] - (count - 1) / 2,
    stride: stride[axis],
    dilation: dilation[axis],
    windows: Math.floor((padded[axis] - reach[axis]) / stride[axis]) + 1,
    taps: kernelSize[axis],
  }));
}

/** [along height, along width] of an option that is one positive integer or two. */
export function perAxis(functionName: string, name: string, value: unknown): readonly number[] {
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
