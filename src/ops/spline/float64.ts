import { type KernelBackend, type TensorInfo, type TypedArray, tensor } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import type { SplineAttributes } from './composed';
import { basisAt, type PixelLoops, type Splines } from './pixelLoops';
import { type Factors, factorize, solveInPlace } from './systems';

/**
 * The kernel in float64 for a backend whose tensors JavaScript can read synchronously. With φ(d) = ½ s log s, s = |d|²:
 *
 *     A = [Φ + λ I, P; Pᵀ, 0],  A c = [s − t; 0],  f(p) = b(p)ᵀ c,  b(p) = (φ(t_k − p), 1, x, y)
 */
export const splineKernel = (loops: PixelLoops) =>
  typedKernel<Record<'target' | 'source', TensorInfo>, SplineAttributes>(
    ({ inputs: { target, source }, attrs, backend }) => loops.values(solved(target, source, attrs, backend).splines),
  );

/**
 * The gradients of Σ dy · f(p) for target and source, concatenated to [batch, points, 4]. With r = Σ_p b(p) dy(p) and
 * A u = r, the gradient for the source is u. With ∇φ(d) = d (log s + 1), the gradient for the target points is
 *
 *     Σ_p (dy(p) · w_k) ∇φ(t_k − p) − Σ_j (u_k · w_j + w_k · u_j) ∇φ(t_k − t_j)
 *       − (u_k · a_x + w_k · e_x, u_k · a_y + w_k · e_y) − u_k
 *
 * where c is w followed by (a_1, a_x, a_y), and u ends in (e_1, e_x, e_y).
 */
export const splineGradKernel = (loops: PixelLoops) =>
  typedKernel<Record<'dy' | 'target' | 'source', TensorInfo>, SplineAttributes>(
    ({ inputs: { dy, target, source }, attrs, backend }) => {
      const { splines, factors } = solved(target, source, attrs, backend);
      const { batch, count } = splines;
      const sums = loops.sums(splines, dy);
      const output = new Float32Array(batch * count * 4);
      for (let example = 0; example < batch; example++) {
        const system = example % splines.systems;
        const points = splines.points.subarray(system * 2 * count, (system + 1) * 2 * count);
        const c = splines.coefficients.subarray(example * 2 * (count + 3), (example + 1) * 2 * (count + 3));
        const [start, end] = [example, example + 1].map((of) => of * (4 * count + 6));
        const u = solveInPlace(factors[system], sums.subarray(start, start + 2 * (count + 3)));
        const d = sums.subarray(start + 2 * (count + 3), end);
        throughSystem(points, c, u, d);
        for (let k = 0; k < count; k++) {
          const [x, y] = [u[2 * k], u[2 * k + 1]];
          output.set([d[2 * k] - x, d[2 * k + 1] - y, x, y], 4 * (example * count + k));
        }
      }
      return tensor(output, [batch, count, 4]);
    },
  );

/** Factors the system of each set of target points, and solves it for the examples that share it. */
function solved(target: TensorInfo, source: TensorInfo, attributes: SplineAttributes, backend: KernelBackend) {
  const [batch, count] = source.shape;
  const systems = Math.min(target.shape[0], batch);
  const [points, given] = [target, source].map(({ dataId }) =>
    Float64Array.from(backend.readSync(dataId) as TypedArray),
  );
  const pointsOf = (system: number) => points.subarray(system * 2 * count, (system + 1) * 2 * count);
  const factors = Array.from(
    { length: systems },
    (_, system): Factors => factorize(matrixOf(pointsOf(system), attributes.regularization), count + 3),
  );
  const coefficients = new Float64Array(batch * 2 * (count + 3));
  for (let example = 0; example < batch; example++) {
    const system = example % systems;
    const own = coefficients.subarray(example * 2 * (count + 3), (example + 1) * 2 * (count + 3));
    const from = pointsOf(system);
    for (let i = 0; i < from.length; i++) own[i] = given[example * 2 * count + i] - from[i];
    solveInPlace(factors[system], own);
  }
  const splines: Splines = { backend, attributes, systems, batch, count, points, coefficients };
  return { splines, factors };
}

/** Subtracts from d the gradient of uᵀ A c for the points. */
function throughSystem(points: Float64Array, c: Float64Array, u: Float64Array, d: Float64Array): void {
  const count = points.length / 2;
  const product = (a: Float64Array, i: number, b: Float64Array, j: number) =>
    a[2 * i] * b[2 * j] + a[2 * i + 1] * b[2 * j + 1];
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < count; j++) {
      const [x, y] = [points[2 * k] - points[2 * j], points[2 * k + 1] - points[2 * j + 1]];
      const square = x * x + y * y;
      if (square === 0) continue;
      const slope = (product(u, k, c, j) + product(c, k, u, j)) * (Math.log(square) + 1);
      d[2 * k] -= slope * x;
      d[2 * k + 1] -= slope * y;
    }
    d[2 * k] -= product(u, k, c, count + 1) + product(c, k, u, count + 1);
    d[2 * k + 1] -= product(u, k, c, count + 2) + product(c, k, u, count + 2);
  }
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
