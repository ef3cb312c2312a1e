import { type TensorInfo, type TypedArray, tensor } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import type { SplineAttributes } from './composed';
import { type Factors, factorize, solveInPlace } from './systems';

/**
 * Kernels in float64 for backends whose tensors JavaScript can read synchronously. With φ(d) = ½ s log s, s = |d|²:
 *
 *     A = [Φ + λ I, P; Pᵀ, 0],  A c = [s − t; 0],  f(p) = b(p)ᵀ c,  b(p) = (φ(t_k − p), 1, x, y)
 */
export const splineFloat64 = /* @__PURE__ */ typedKernel<Record<'target' | 'source', TensorInfo>, SplineAttributes>(
  ({ inputs: { target, source }, attrs: attributes, backend }) => {
    const [batch] = source.shape;
    const [ys, xs] = attributes.coordinates;
    const [points, given] = [target, source].map(({ dataId }) => backend.readSync(dataId) as TypedArray);
    const output = new Float32Array(batch * ys.length * xs.length * 2);
    for (const { systemPoints, examples, factors } of systems(points, target.shape, batch, attributes)) {
      const count = systemPoints.length / 2;
      const coefficients = examples.map((example) => coefficientsOf(factors, systemPoints, given, example));
      const basis = new Float64Array(count + 3);
      forEachPixel(attributes, (pixel, x, y) => {
        basisAt(systemPoints, x, y, basis);
        for (let index = 0; index < examples.length; index++) {
          const c = coefficients[index];
          let u = 0;
          let v = 0;
          for (let k = 0; k < basis.length; k++) {
            u += basis[k] * c[2 * k];
            v += basis[k] * c[2 * k + 1];
          }
          const at = 2 * (examples[index] * ys.length * xs.length + pixel);
          output[at] = u;
          output[at + 1] = v;
        }
      });
    }
    return tensor(output, [batch, ys.length, xs.length, 2]);
  },
);

/**
 * The gradients of Σ dy · f(p) for target and source, concatenated to [batch, points, 4]. With r = Σ_p b(p) dy(p) and A
 * u = r, the gradient for the source is u. With ∇φ(d) = d (log s + 1), the gradient for the target points is
 *
 *     Σ_p (dy(p) · w_k) ∇φ(t_k − p) − Σ_j (u_k · w_j + w_k · u_j) ∇φ(t_k − t_j)
 *       − (u_k · a_x + w_k · e_x, u_k · a_y + w_k · e_y) − u_k
 *
 * where c is w followed by (a_1, a_x, a_y), and u ends in (e_1, e_x, e_y).
 */
export const splineGradFloat64 = /* @__PURE__ */ typedKernel<
  Record<'dy' | 'target' | 'source', TensorInfo>,
  SplineAttributes
>(({ inputs: { dy, target, source }, attrs: attributes, backend }) => {
  const [batch, count] = source.shape;
  const [ys, xs] = attributes.coordinates;
  const [slopes, points, given] = [dy, target, source].map(({ dataId }) => backend.readSync(dataId) as TypedArray);
  const output = new Float32Array(batch * count * 4);
  for (const { systemPoints, examples, factors } of systems(points, target.shape, batch, attributes)) {
    const coefficients = examples.map((example) => coefficientsOf(factors, systemPoints, given, example));
    const sums = examples.map(() => new Float64Array(2 * (count + 3)));
    const moved = examples.map(() => new Float64Array(2 * count));
    const basis = new Float64Array(count + 3);
    const logarithms = new Float64Array(count);
    forEachPixel(attributes, (pixel, x, y) => {
      basisAt(systemPoints, x, y, basis, logarithms);
      for (let index = 0; index < examples.length; index++) {
        const at = 2 * (examples[index] * ys.length * xs.length + pixel);
        const u = slopes[at];
        const v = slopes[at + 1];
        const c = coefficients[index];
        const r = sums[index];
        const d = moved[index];
        for (let k = 0; k < count + 3; k++) {
          r[2 * k] += basis[k] * u;
          r[2 * k + 1] += basis[k] * v;
        }
        for (let k = 0; k < count; k++) {
          const slope = (u * c[2 * k] + v * c[2 * k + 1]) * (logarithms[k] + 1);
          d[2 * k] += slope * (systemPoints[2 * k] - x);
          d[2 * k + 1] += slope * (systemPoints[2 * k + 1] - y);
        }
      }
    });
    for (const [index, example] of examples.entries()) {
      const [c, u, d] = [coefficients[index], sums[index], moved[index]];
      solveInPlace(factors, u);
      throughSystem(systemPoints, c, u, d);
      for (let k = 0; k < count; k++) {
        const [x, y] = [u[2 * k], u[2 * k + 1]];
        output.set([d[2 * k] - x, d[2 * k + 1] - y, x, y], 4 * (example * count + k));
      }
    }
  }
  return tensor(output, [batch, count, 4]);
});

/** Subtracts from d the gradient of uᵀ A c for the points. */
function throughSystem(points: Float64Array, c: Float64Array, u: Float64Array, d: Float64Array): void {
  const count = points.length / 2;
  const dot = (a: Float64Array, i: number, b: Float64Array, j: number) =>
    a[2 * i] * b[2 * j] + a[2 * i + 1] * b[2 * j + 1];
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < count; j++) {
      const [x, y] = [points[2 * k] - points[2 * j], points[2 * k + 1] - points[2 * j + 1]];
      const square = x * x + y * y;
      if (square === 0) continue;
      const slope = (dot(u, k, c, j) + dot(c, k, u, j)) * (Math.log(square) + 1);
      d[2 * k] -= slope * x;
      d[2 * k + 1] -= slope * y;
    }
    d[2 * k] -= dot(u, k, c, count + 1) + dot(c, k, u, count + 1);
    d[2 * k + 1] -= dot(u, k, c, count + 2) + dot(c, k, u, count + 2);
  }
}

interface System {
  systemPoints: Float64Array;
  /** The examples that share these points. */
  examples: number[];
  factors: Factors;
}

function systems(
  points: TypedArray,
  [systemCount, count]: number[],
  batch: number,
  { regularization }: SplineAttributes,
): System[] {
  const all = Array.from({ length: batch }, (_, example) => example);
  return Array.from({ length: Math.min(systemCount, batch) }, (_, index) => {
    const systemPoints = Float64Array.from(points.slice(index * count * 2, (index + 1) * count * 2));
    return {
      systemPoints,
      examples: systemCount === 1 ? all : [index],
      factors: factorize(matrixOf(systemPoints, regularization), count + 3),
    };
  });
}

/** A, row by row. */
function matrixOf(points: Float64Array, regularization: number): Float64Array {
  const count = points.length / 2;
  const n = count + 3;
  const matrix = new Float64Array(n * n);
  for (let j = 0; j < count; j++) {
    const row = matrix.subarray(j * n, (j + 1) * n);
    basisAt(points, points[2 * j], points[2 * j + 1], row);
    for (let axis = 0; axis < 3; axis++) matrix[(count + axis) * n + j] = row[count + axis];
    row[j] += regularization;
  }
  return matrix;
}

/** w and a of an example, two numbers each. */
function coefficientsOf(factors: Factors, target: Float64Array, source: TypedArray, example: number): Float64Array {
  const coefficients = new Float64Array(2 * factors.n);
  for (let i = 0; i < target.length; i++) coefficients[i] = source[example * target.length + i] - target[i];
  return solveInPlace(factors, coefficients);
}

function basisAt(points: Float64Array, x: number, y: number, basis: Float64Array, logarithms?: Float64Array): void {
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

function forEachPixel(
  { coordinates: [ys, xs] }: SplineAttributes,
  visit: (pixel: number, x: number, y: number) => void,
): void {
  for (let row = 0; row < ys.length; row++) {
    for (let column = 0; column < xs.length; column++) visit(row * xs.length + column, xs[column], ys[row]);
  }
}
