import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { disposing } from '../../webgpu/disposing';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import type { SplineAttributes } from './composed';
import { splineSystem } from './wgsl/system';

export const splineSizes = ({ shape: [systems, points] }: TensorInfo, { shape: [batch] }: TensorInfo) => ({
  systems,
  points,
  n: points + 3,
  batch,
});

const floats = (_: object, { regularization }: SplineAttributes) => ({ regularization });

/** Waits until all invocations of a workgroup see what the others wrote to `result`. */
const barrier = 'storageBarrier(); workgroupBarrier();';

/**
 * [R, A⁻¹] of the matrix A of each set of target points, [systems, n, 2n], by Gauss–Jordan elimination of [D A, D] with
 * partial pivoting; D divides each row by its largest number. One workgroup works on each system, in `result`.
 */
const inverses = /* @__PURE__ */ webgpuKernel<'target' | 'source', SplineAttributes>({
  name: 'splineInverses',
  inputs: ['target'],
  output: ({ target }) => [target.shape[0], target.shape[1] + 3, 2 * (target.shape[1] + 3)],
  integers: ({ target, source }) => splineSizes(target, source),
  floats,
  invocations: ({ target }) => target.shape[0] * WORKGROUP,
  code: () => /* wgsl */ `
    ${splineSystem}

    fn setRow(system: i32, i: i32, to: i32) {
      var largest = 0.0;
      for (var j = 0; j < uniforms.n; j++) { largest = max(largest, abs(matrixAt(system, i, j))); }
      let scale = select(1.0 / largest, 1.0, largest == 0.0);
      for (var j = 0; j < uniforms.n; j++) {
        result[to + j] = scale * matrixAt(system, i, j);
        result[to + uniforms.n + j] = select(0.0, scale, i == j);
      }
    }

    fn main(index: i32) {
      let system = index / ${WORKGROUP};
      let lane = index % ${WORKGROUP};
      let columns = 2 * uniforms.n;
      let first = system * uniforms.n * columns;
      let rows = select(0, uniforms.n, system < uniforms.systems);
      for (var i = lane; i < rows; i += ${WORKGROUP}) { setRow(system, i, first + i * columns); }
      for (var k = 0; k < uniforms.n; k++) {
        ${barrier}
        let top = first + k * columns;
        var pivot = k;
        for (var i = k + 1; i < rows; i++) {
          if (abs(result[first + i * columns + k]) > abs(result[first + pivot * columns + k])) { pivot = i; }
        }
        ${barrier}
        for (var j = lane; j < columns && rows > 0 && pivot != k; j += ${WORKGROUP}) {
          let swapped = result[top + j];
          result[top + j] = result[first + pivot * columns + j];
          result[first + pivot * columns + j] = swapped;
        }
        ${barrier}
        let width = columns - k - 1;
        for (var entry = lane; entry < rows * width; entry += ${WORKGROUP}) {
          let row = first + entry / width * columns;
          let j = k + 1 + entry % width;
          if (row != top) { result[row + j] -= result[row + k] / result[top + k] * result[top + j]; }
        }
      }
      ${barrier}
      for (var entry = lane; entry < rows * uniforms.n; entry += ${WORKGROUP}) {
        let i = entry / uniforms.n;
        let row = first + i * columns;
        result[row + uniforms.n + entry % uniforms.n] /= result[row + i];
      }
    }
  `,
});

/**
 * x = A⁻¹ b, then x + A⁻¹ (b − A x), which corrects the rounding of the inverse; two columns for each example, and the
 * residual after them: [batch, 2, n, 2]. `rightSide` in WGSL is `fn rightSide(example: i32, i: i32) -> vec2<f32>`.
 */
const solutions = <Input extends string>(name: string, inputs: readonly Input[], rightSide: string) =>
  webgpuKernel<Input | 'target' | 'source' | 'inverses', SplineAttributes>({
    name,
    inputs: ['target', 'inverses', ...inputs],
    output: ({ target, source }) => [source.shape[0], 2, target.shape[1] + 3, 2],
    integers: ({ target, source }) => splineSizes(target, source),
    floats,
    invocations: ({ source }) => source.shape[0] * WORKGROUP,
    code: () => /* wgsl */ `
      ${splineSystem}
      ${rightSide}

      fn inverseAt(system: i32, i: i32, j: i32) -> f32 {
        return inversesAt(((system * uniforms.n + i) * 2 + 1) * uniforms.n + j);
      }
      fn readAt(at: i32) -> vec2<f32> { return vec2<f32>(result[2 * at], result[2 * at + 1]); }
      fn write(at: i32, x: vec2<f32>) {
        result[2 * at] = x.x;
        result[2 * at + 1] = x.y;
      }

      fn main(index: i32) {
        let example = index / ${WORKGROUP};
        let lane = index % ${WORKGROUP};
        let system = example % uniforms.systems;
        let x = 2 * example * uniforms.n;
        let residual = x + uniforms.n;
        let rows = select(0, uniforms.n, example < uniforms.batch);
        for (var i = lane; i < rows; i += ${WORKGROUP}) {
          var sum = vec2<f32>();
          for (var j = 0; j < rows; j++) { sum += inverseAt(system, i, j) * rightSide(example, j); }
          write(x + i, sum);
        }
        ${barrier}
        for (var i = lane; i < rows; i += ${WORKGROUP}) {
          var rest = rightSide(example, i);
          for (var j = 0; j < rows; j++) { rest -= matrixAt(system, i, j) * readAt(x + j); }
          write(residual + i, rest);
        }
        ${barrier}
        for (var i = lane; i < rows; i += ${WORKGROUP}) {
          var sum = readAt(x + i);
          for (var j = 0; j < rows; j++) { sum += inverseAt(system, i, j) * readAt(residual + j); }
          write(x + i, sum);
        }
      }
    `,
  });

/** The coefficients of the splines, for the displacements on the right and then zeros. */
const coefficientsOf = /* @__PURE__ */ solutions(
  'splineCoefficients',
  ['source'],
  /* wgsl */ `
    fn rightSide(example: i32, i: i32) -> vec2<f32> {
      if (i >= uniforms.points) { return vec2<f32>(); }
      let first = 2 * (example * uniforms.points + i);
      let target_ = pointAt(example % uniforms.systems, i);
      return vec2<f32>(sourceAt(first), sourceAt(first + 1)) - target_;
    }
  `,
);

/** The solutions for the sums r [batch, n, 4] in the first two columns. */
const adjointsOf = /* @__PURE__ */ solutions(
  'splineAdjoints',
  ['sums'],
  /* wgsl */ `
    fn rightSide(example: i32, i: i32) -> vec2<f32> {
      let first = 4 * (example * uniforms.n + i);
      return vec2<f32>(sumsAt(first), sumsAt(first + 1));
    }
  `,
);

/** Runs `use` with functions that solve for the coefficients, and for the adjoint of sums. */
export const withSystems = (
  backend: KernelBackend,
  inputs: Record<'target' | 'source', TensorInfo>,
  attrs: SplineAttributes,
  use: (solve: { coefficients(): TensorInfo; adjoints(sums: TensorInfo): TensorInfo }) => TensorInfo,
): TensorInfo =>
  disposing(backend, inverses({ inputs, attrs, backend }), (inverses) =>
    use({
      coefficients: () => coefficientsOf({ inputs: { ...inputs, inverses }, attrs, backend }),
      adjoints: (sums) => adjointsOf({ inputs: { ...inputs, inverses, sums }, attrs, backend }),
    }),
  );
