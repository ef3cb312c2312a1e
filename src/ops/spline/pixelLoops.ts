import { type KernelBackend, type TensorInfo, type TypedArray, tensor } from '@tensorflow/tfjs-core';
import type { SplineAttributes } from './composed';

/** Splines in float64, and how many of them share one system. */
export interface Splines {
  backend: KernelBackend;
  attributes: SplineAttributes;
  /** 1 if all examples share their target points, else the number of examples. */
  systems: number;
  batch: number;
  /** The number of target points. */
  count: number;
  /** The target points, [systems, count, 2]. */
  points: Float64Array;
  /** w and a of each example, [batch, count + 3, 2]. */
  coefficients: Float64Array;
}

/** The two loops over all pixels, which take nearly all of the time. */
export interface PixelLoops {
  /** f(p) of each example: [batch, height, width, 2]. */
  values(splines: Splines): TensorInfo;
  /** r, then Σ_p (dy(p) · w_k) ∇φ(t_k − p) with k of `count` points, of each example: [batch, 2 count + 3, 2]. */
  sums(splines: Splines, dy: TensorInfo): Float64Array;
}

/** The loops in JavaScript, for the cpu backend. */
export const pixelLoops: PixelLoops = {
  values(splines: Splines): TensorInfo {
    const { batch, count, coefficients } = splines;
    const [ys, xs] = splines.attributes.coordinates;
    const output = new Float32Array(batch * ys.length * xs.length * 2);
    const basis = new Float64Array(count + 3);
    forEachPixel(splines, ({ points, examples, pixel, x, y }) => {
      basisAt(points, x, y, basis);
      for (const example of examples) {
        const c = example * 2 * (count + 3);
        let u = 0;
        let v = 0;
        for (let k = 0; k < basis.length; k++) {
          u += basis[k] * coefficients[c + 2 * k];
          v += basis[k] * coefficients[c + 2 * k + 1];
        }
        const at = 2 * (example * ys.length * xs.length + pixel);
        output[at] = u;
        output[at + 1] = v;
      }
    });
    return tensor(output, [batch, ys.length, xs.length, 2]);
  },

  sums(splines: Splines, dy: TensorInfo): Float64Array {
    const { batch, count, coefficients } = splines;
    const [ys, xs] = splines.attributes.coordinates;
    const slopes = splines.backend.readSync(dy.dataId) as TypedArray;
    const sums = new Float64Array(batch * (4 * count + 6));
    const basis = new Float64Array(count + 3);
    const logarithms = new Float64Array(count);
    forEachPixel(splines, ({ points, examples, pixel, x, y }) => {
      basisAt(points, x, y, basis, logarithms);
      for (const example of examples) {
        const at = 2 * (example * ys.length * xs.length + pixel);
        const u = slopes[at];
        const v = slopes[at + 1];
        const c = example * 2 * (count + 3);
        const r = example * (4 * count + 6);
        const m = r + 2 * (count + 3);
        for (let k = 0; k < count + 3; k++) {
          sums[r + 2 * k] += basis[k] * u;
          sums[r + 2 * k + 1] += basis[k] * v;
        }
        for (let k = 0; k < count; k++) {
          const along = u * coefficients[c + 2 * k] + v * coefficients[c + 2 * k + 1];
          const slope = along * (logarithms[k] + 1);
          sums[m + 2 * k] += slope * (points[2 * k] - x);
          sums[m + 2 * k + 1] += slope * (points[2 * k + 1] - y);
        }
      }
    });
    return sums;
  },
};

interface Pixel {
  points: Float64Array;
  /** The examples that share these points. */
  examples: number[];
  pixel: number;
  x: number;
  y: number;
}

function forEachPixel({ attributes, systems, batch, count, points }: Splines, visit: (at: Pixel) => void): void {
  const [ys, xs] = attributes.coordinates;
  const all = Array.from({ length: batch }, (_, example) => example);
  for (let system = 0; system < systems; system++) {
    const own = points.subarray(system * 2 * count, (system + 1) * 2 * count);
    const examples = systems === 1 ? all : [system];
    for (let row = 0; row < ys.length; row++) {
      for (let column = 0; column < xs.length; column++) {
        visit({ points: own, examples, pixel: row * xs.length + column, x: xs[column], y: ys[row] });
      }
    }
  }
}

export function basisAt(
  points: Float64Array,
  x: number,
  y: number,
  basis: Float64Array,
  logarithms?: Float64Array,
): void {
  const count = points.length / 2;
  for (let k = 0; k < count; k++) {
    const dx = points[2 * k] - x;
    const dy = points[2 * k + 1] - y;
    const square = dx * dx + dy * dy;
    const logarithm = square === 0 ? 0 : Math.log(square);
    basis[k] = 0.5 * square * logarithm;
    if (logarithms) logarithms[k] = logarithm;
  }
  basis[count] = 1;
  basis[count + 1] = x;
  basis[count + 2] = y;
}
