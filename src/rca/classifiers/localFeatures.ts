import { mean } from '../mean';

/**
 * The features that classifiers see of each pixel, as columns of one number per pixel. For every channel: the intensity,
 * its means in boxes of growing radius, the differences of boxes on both sides along each axis, and the deviation within
 * the smallest box. Then the pixel's position. Boxes are cut at the border. The image is standardized first, so
 * brightness and contrast do not matter.
 */
export function localFeatures(
  values: Float32Array,
  size: readonly number[],
  channels: number,
  { radii, position }: { radii: readonly number[]; position: boolean },
): Float32Array[] {
  const pixels = size.reduce((product, count) => product * count, 1);
  const columns: Float32Array[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const intensity = standardized(Float32Array.from({ length: pixels }, (_, k) => values[k * channels + channel]));
    columns.push(intensity);
    for (const [k, radius] of radii.entries()) {
      const box = boxMean(intensity, size, radius);
      columns.push(box);
      for (let axis = 0; axis < size.length; axis++) columns.push(sideDifference(box, size, axis, radius + 1));
      if (k > 0) continue;
      const squares = boxMean(
        intensity.map((value) => value * value),
        size,
        radius,
      );
      columns.push(squares.map((square, pixel) => Math.sqrt(Math.max(square - box[pixel] ** 2, 0))));
    }
  }
  if (position) for (let axis = 0; axis < size.length; axis++) columns.push(coordinates(size, axis));
  return columns;
}

function standardized(values: Float32Array): Float32Array {
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
  return values.map((value) => (value - middle) * scale);
}

/** Calls `visit` for each line of pixels along an axis, with the index of its first pixel and the step to the next. */
function eachLine(size: readonly number[], axis: number, visit: (first: number, step: number) => void): void {
  const step = size.slice(axis + 1).reduce((product, count) => product * count, 1);
  const lines = size.slice(0, axis).reduce((product, count) => product * count, 1);
  for (let outer = 0; outer < lines; outer++) {
    for (let inner = 0; inner < step; inner++) visit(outer * size[axis] * step + inner, step);
  }
}

/** The mean over all pixels within `radius` along each axis, cut at the border. */
function boxMean(values: Float32Array, size: readonly number[], radius: number): Float32Array {
  let source = values;
  for (const [axis, count] of size.entries()) {
    const result = new Float32Array(values.length);
    const sums = new Float64Array(count + 1);
    eachLine(size, axis, (first, step) => {
      for (let k = 0; k < count; k++) sums[k + 1] = sums[k] + source[first + k * step];
      for (let k = 0; k < count; k++) {
        const [low, high] = [Math.max(k - radius, 0), Math.min(k + radius + 1, count)];
        result[first + k * step] = (sums[high] - sums[low]) / (high - low);
      }
    });
    source = result;
  }
  return source;
}

/** The value `distance` pixels ahead minus the value as far behind; the border pixel replaces pixels outside. */
function sideDifference(values: Float32Array, size: readonly number[], axis: number, distance: number): Float32Array {
  const result = new Float32Array(values.length);
  const count = size[axis];
  eachLine(size, axis, (first, step) => {
    for (let k = 0; k < count; k++) {
      const [back, on] = [Math.max(k - distance, 0), Math.min(k + distance, count - 1)];
      result[first + k * step] = values[first + on * step] - values[first + back * step];
    }
  });
  return result;
}

/** The position along an axis, −1 to 1. */
function coordinates(size: readonly number[], axis: number): Float32Array {
  const result = new Float32Array(size.reduce((product, count) => product * count, 1));
  eachLine(size, axis, (first, step) => {
    for (let k = 0; k < size[axis]; k++) result[first + k * step] = (2 * k + 1) / size[axis] - 1;
  });
  return result;
}
