import { type TensorInfo, tensor1d } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposing } from '../../webgpu/disposing';
import { chunksOf, sumChunks } from '../../webgpu/sumChunks';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { rowReductions } from '../../webgpu/wgsl/rows';
import type { LinearMapAttributes } from './attributes';

interface LinearMapConstants {
  axes: number;
  rows: number;
}

/** The coordinates of all axes, x first. The caller disposes of the tensor. */
const coordinatesTensor = ({ coordinates }: LinearMapAttributes) =>
  tensor1d(Float32Array.from([...coordinates].reverse().flatMap((axis) => Array.from(axis))));

function sizesOf(matrices: number, { coordinates }: LinearMapAttributes) {
  const [width, height, depth = 1] = coordinates.map(({ length }) => length).reverse();
  const positions = width * height * depth;
  return { matrices, width, height, depth, positions, ...chunksOf(positions) };
}

/** A position's coordinates (x, y, 1), or (x, y, z, 1), among the first `TERMS` components. */
const homogeneous = ({ axes, rows }: LinearMapConstants) => /* wgsl */ `
  const ROWS = ${rows};
  const TERMS = ${axes + 1};

  fn homogeneousAt(position: i32) -> vec4<f32> {
    let row = position / uniforms.width;
    let x = coordinatesAt(position - row * uniforms.width);
    let plane = row / uniforms.height;
    let y = coordinatesAt(uniforms.width + row - plane * uniforms.height);
    ${
      axes === 2
        ? 'return vec4<f32>(x, y, 1.0, 0.0);'
        : 'return vec4<f32>(x, y, coordinatesAt(uniforms.width + uniforms.height + plane), 1.0);'
    }
  }
`;

const linearMapProgram = /* @__PURE__ */ webgpuKernel<
  'matrix' | 'coordinates',
  LinearMapAttributes,
  LinearMapConstants
>({
  name: 'linearMap',
  inputs: ['matrix', 'coordinates'],
  output: ({ matrix }, { coordinates }) => [
    matrix.shape[0],
    ...coordinates.map(({ length }) => length),
    matrix.shape[1],
  ],
  constants: ({ matrix }, { coordinates }) => ({ axes: coordinates.length, rows: matrix.shape[1] }),
  integers: ({ matrix }, attributes) => sizesOf(matrix.shape[0], attributes),
  code: (constants) => /* wgsl */ `
      ${homogeneous(constants)}
      fn valueAt(index: i32) -> f32 {
        let position = index / ROWS;
        let matrix = position / uniforms.positions;
        let row = (matrix * ROWS + index - position * ROWS) * TERMS;
        var point = homogeneousAt(position - matrix * uniforms.positions);
        var sum = matrixAt(row + TERMS - 1);
        for (var term = 0; term < TERMS - 1; term++) { sum += matrixAt(row + term) * point[term]; }
        return sum;
      }
    `,
});

/** Σ dy ⊗ (x, y, 1) in chunks. Each workgroup sums one chunk; each invocation takes every 64th position. */
const linearMapGradChunks = /* @__PURE__ */ webgpuKernel<'dy' | 'coordinates', LinearMapAttributes, LinearMapConstants>(
  {
    name: 'linearMapGrad',
    inputs: ['dy', 'coordinates'],
    output: ({ dy }, attributes) => {
      const { matrices, chunks } = sizesOf(dy.shape[0], attributes);
      return [matrices, chunks, dy.shape.at(-1)! * (attributes.coordinates.length + 1)];
    },
    constants: ({ dy }, { coordinates }) => ({ axes: coordinates.length, rows: dy.shape.at(-1)! }),
    integers: ({ dy }, attributes) => sizesOf(dy.shape[0], attributes),
    invocations: ({ dy }, attributes) => dy.shape[0] * sizesOf(dy.shape[0], attributes).chunks * WORKGROUP,
    code: (constants) => /* wgsl */ `
    ${rowReductions(WORKGROUP)}
    ${homogeneous(constants)}
    fn main(index: i32) {
      let chunk = min(index / LANES, uniforms.matrices * uniforms.chunks - 1);
      let lane = index % LANES;
      let matrix = chunk / uniforms.chunks;
      let first = (chunk - matrix * uniforms.chunks) * LANES * uniforms.perInvocation + lane;
      var sums: array<vec4<f32>, ROWS>;
      for (var n = 0; n < uniforms.perInvocation; n++) {
        let position = first + n * LANES;
        if (position < uniforms.positions) {
          let point = homogeneousAt(position);
          let dy = (matrix * uniforms.positions + position) * ROWS;
          for (var row = 0; row < ROWS; row++) { sums[row] += dyAt(dy + row) * point; }
        }
      }
      for (var row = 0; row < ROWS; row++) {
        let sum = sumOverRow(sums[row]);
        if (lane < TERMS) { result[(chunk * ROWS + row) * TERMS + lane] = sum[lane]; }
      }
    }
  `,
  },
);

export const linearMapWebgpu = /* @__PURE__ */ typedKernel<{ matrix: TensorInfo }, LinearMapAttributes>(
  ({ inputs: { matrix }, attrs, backend }) => {
    const coordinates = coordinatesTensor(attrs);
    const output = linearMapProgram({ inputs: { matrix, coordinates }, attrs, backend });
    coordinates.dispose();
    return output;
  },
);

export const linearMapGradWebgpu = /* @__PURE__ */ typedKernel<{ dy: TensorInfo }, LinearMapAttributes>(
  ({ inputs: { dy }, attrs, backend }) => {
    const coordinates = coordinatesTensor(attrs);
    const shape = [dy.shape[0], dy.shape.at(-1)!, attrs.coordinates.length + 1];
    const chunks = linearMapGradChunks({ inputs: { dy, coordinates }, attrs, backend });
    coordinates.dispose();
    return disposing(backend, chunks, (x) => sumChunks({ inputs: { x }, attrs: { shape }, backend }));
  },
);
