import { type TensorInfo, tensor1d } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposingAll } from '../../webgpu/disposing';
import { sumChunks } from '../../webgpu/sumChunks';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { rowReductions } from '../../webgpu/wgsl/rows';
import type { SplineAttributes } from './composed';
import { splineSizes, withSystems } from './webgpuSystems';
import { placeOfPixel, splineSystem } from './wgsl/system';

type Inputs = 'target' | 'source';
type Given<Input extends string> = Record<Input, TensorInfo>;

/** The pixels that one workgroup adds. */
const share = 4096;

const sizesOf = ({ target, source }: Given<Inputs>, { coordinates: [ys, xs] }: SplineAttributes) => ({
  ...splineSizes(target, source),
  width: xs.length,
  pixels: ys.length * xs.length,
  parts: Math.ceil((ys.length * xs.length) / share),
});

const coordinatesTensor = ({ coordinates: [ys, xs] }: SplineAttributes) => tensor1d(Float32Array.from([...xs, ...ys]));

const coefficient = /* wgsl */ `
  fn coefficientAt(example: i32, k: i32) -> vec2<f32> {
    let first = 2 * (2 * example * uniforms.n + k);
    return vec2<f32>(coefficientsAt(first), coefficientsAt(first + 1));
  }
`;

/** f(p) = Σ_k b_k(p) c_k at every pixel. */
const values = /* @__PURE__ */ webgpuKernel<Inputs | 'coefficients' | 'coordinates', SplineAttributes>({
  name: 'splineValues',
  inputs: ['target', 'coefficients', 'coordinates'],
  output: ({ source }, { coordinates: [ys, xs] }) => [source.shape[0], ys.length, xs.length, 2],
  integers: sizesOf,
  floats: (_, { regularization }) => ({ regularization }),
  invocations: (given, attributes) => given.source.shape[0] * sizesOf(given, attributes).pixels,
  code: () => /* wgsl */ `
    ${splineSystem}
    ${placeOfPixel}
    ${coefficient}
    fn main(index: i32) {
      let example = index / uniforms.pixels;
      if (example >= uniforms.batch) { return; }
      let p = placeOf(index % uniforms.pixels);
      var sum = vec2<f32>();
      for (var k = 0; k < uniforms.n; k++) {
        sum += basisAt(example % uniforms.systems, k, p) * coefficientAt(example, k);
      }
      result[2 * index] = sum.x;
      result[2 * index + 1] = sum.y;
    }
  `,
});

/** r_k = Σ_p b_k(p) dy(p), then Σ_p (dy(p) · w_k) ∇φ(t_k − p): [batch · n, parts, 4] with the pixels in parts. */
const pixelSums = /* @__PURE__ */ webgpuKernel<Inputs | 'dy' | 'coefficients' | 'coordinates', SplineAttributes>({
  name: 'splineSums',
  inputs: ['dy', 'target', 'coefficients', 'coordinates'],
  output: (given, attributes) => {
    const { batch, n, parts } = sizesOf(given, attributes);
    return [batch * n, parts, 4];
  },
  integers: sizesOf,
  floats: (_, { regularization }) => ({ regularization }),
  invocations: (given, attributes) => {
    const { batch, n, parts } = sizesOf(given, attributes);
    return batch * n * parts * WORKGROUP;
  },
  code: () => /* wgsl */ `
    ${rowReductions(WORKGROUP)}
    ${splineSystem}
    ${placeOfPixel}
    ${coefficient}
    fn main(index: i32) {
      let entry = min(index / LANES / uniforms.parts, uniforms.batch * uniforms.n - 1);
      let example = entry / uniforms.n;
      let k = entry % uniforms.n;
      let system = example % uniforms.systems;
      let point = pointAt(system, min(k, uniforms.points - 1));
      let weight = select(vec2<f32>(), coefficientAt(example, k), k < uniforms.points);
      let first = index / LANES % uniforms.parts * ${share};
      var sums = vec4<f32>();
      for (var n = first + index % LANES; n < min(first + ${share}, uniforms.pixels); n += LANES) {
        let p = placeOf(n);
        let at = 2 * (example * uniforms.pixels + n);
        let dy = vec2<f32>(dyAt(at), dyAt(at + 1));
        sums += vec4<f32>(basisAt(system, k, p) * dy, dot(dy, weight) * radialSlope(point - p));
      }
      let total = sumOverRow(sums);
      let to = 4 * (index / LANES);
      if (index % LANES < 4 && to < uniforms.size) { result[to + index % LANES] = total[index % LANES]; }
    }
  `,
});

/** The gradients for target and source, from c, u and the sums: [batch, points, 4]; see `float64.ts`. */
const gradients = /* @__PURE__ */ webgpuKernel<Inputs | 'coefficients' | 'adjoints' | 'sums', SplineAttributes>({
  name: 'splineGradients',
  inputs: ['target', 'coefficients', 'adjoints', 'sums'],
  output: ({ source: { shape } }) => [shape[0], shape[1], 4],
  integers: sizesOf,
  floats: (_, { regularization }) => ({ regularization }),
  invocations: ({ source: { shape } }) => shape[0] * shape[1],
  code: () => /* wgsl */ `
    ${splineSystem}
    ${coefficient}
    fn adjointAt(example: i32, k: i32) -> vec2<f32> {
      let first = 2 * (2 * example * uniforms.n + k);
      return vec2<f32>(adjointsAt(first), adjointsAt(first + 1));
    }

    /** u_k · c_j + c_k · u_j */
    fn pairing(example: i32, k: i32, j: i32) -> f32 {
      return dot(adjointAt(example, k), coefficientAt(example, j)) +
        dot(coefficientAt(example, k), adjointAt(example, j));
    }

    fn main(index: i32) {
      let example = index / uniforms.points;
      if (example >= uniforms.batch) { return; }
      let k = index % uniforms.points;
      let system = example % uniforms.systems;
      let point = pointAt(system, k);
      var through = vec2<f32>(pairing(example, k, uniforms.points + 1), pairing(example, k, uniforms.points + 2));
      for (var j = 0; j < uniforms.points; j++) {
        through += pairing(example, k, j) * radialSlope(point - pointAt(system, j));
      }
      let sums = 4 * (example * uniforms.n + k) + 2;
      let u = adjointAt(example, k);
      let forTarget = vec2<f32>(sumsAt(sums), sumsAt(sums + 1)) - through - u;
      result[4 * index] = forTarget.x;
      result[4 * index + 1] = forTarget.y;
      result[4 * index + 2] = u.x;
      result[4 * index + 3] = u.y;
    }
  `,
});

export const splineWebgpu = /* @__PURE__ */ typedKernel<Given<Inputs>, SplineAttributes>(({ inputs, attrs, backend }) =>
  withSystems(backend, inputs, attrs, (solve) =>
    disposingAll(backend, (intermediate) => {
      const coefficients = intermediate(solve.coefficients());
      const coordinates = coordinatesTensor(attrs);
      const output = values({ inputs: { ...inputs, coefficients, coordinates }, attrs, backend });
      coordinates.dispose();
      return output;
    }),
  ),
);

export const splineGradWebgpu = /* @__PURE__ */ typedKernel<Given<Inputs | 'dy'>, SplineAttributes>(
  ({ inputs: { dy, ...inputs }, attrs, backend }) =>
    withSystems(backend, inputs, attrs, (solve) =>
      disposingAll(backend, (intermediate) => {
        const coefficients = intermediate(solve.coefficients());
        const coordinates = coordinatesTensor(attrs);
        const x = intermediate(pixelSums({ inputs: { ...inputs, dy, coefficients, coordinates }, attrs, backend }));
        coordinates.dispose();
        const shape = [x.shape[0], 4];
        const sums = x.shape[1] === 1 ? x : intermediate(sumChunks({ inputs: { x }, attrs: { shape }, backend }));
        const adjoints = intermediate(solve.adjoints(sums));
        return gradients({ inputs: { ...inputs, coefficients, adjoints, sums }, attrs, backend });
      }),
    ),
);
