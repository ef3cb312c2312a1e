import type { TensorInfo } from '@tensorflow/tfjs-core';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { unrolled } from './wgsl/tile';

type Inputs = 'x' | 'matrix';

/** The index of the first example's matrix, by default 0. */
interface Attributes {
  first?: number;
}

/** The channels of an invocation. */
const SIDE = 4;

/**
 * A workgroup computes a tile of positions × channels, with `columns` invocations side by side: fewer for few channels,
 * so that fewer of its entries are zeros. It reads x in blocks of `depth` channels. Each invocation has `rows`
 * positions, 8 or, where one sum of all products is accurate enough, in the registers of the second one 16.
 */
function sizesOf(x: TensorInfo, mask?: TensorInfo) {
  const [examples, positions, channels] = x.shape;
  const columns = channels <= 4 ? 1 : channels <= 8 ? 2 : channels <= 16 ? 4 : 8;
  const depth = SIDE * Math.min(columns, 4);
  const rows = channels > 16 && channels <= 32 && !mask ? 16 : 8;
  const tiles = Math.ceil(positions / ((WORKGROUP / columns) * rows));
  const tilesAcross = Math.ceil(channels / (columns * SIDE));
  return {
    constants: { columns, depth, rows },
    integers: {
      examples,
      positions,
      channels,
      masks: mask?.shape[2] ?? 1,
      tiles,
      tilesAcross,
      blocks: Math.ceil(channels / depth),
    },
  };
}

/**
 * Σ_m m² X (G_m + G_mᵀ), with the square of one mask at each position, or of a single mask of ones if there is none. In
 * each block of channels k, an invocation computes
 *   rows[n, j] += Σ_{k in block} x[n, k] · (G[k, j] + G[j, k])
 * from vectors of four k, for 8 or 16 positions n and 4 channels j.
 */
const timesSymmetric = <Input extends Inputs | 'mask'>(name: string, inputs: readonly (Input | Inputs)[]) => {
  const maskOf = (given: Record<Input | Inputs, TensorInfo>) => (given as { mask?: TensorInfo }).mask;
  return webgpuKernel<Input | Inputs, Attributes, { columns: number; depth: number; rows: number }>({
    name,
    inputs,
    output: ({ x }) => x.shape,
    constants: (given) => sizesOf(given.x, maskOf(given)).constants,
    integers: (given, { first = 0 }) => ({ ...sizesOf(given.x, maskOf(given)).integers, firstMatrix: first }),
    invocations: (given) => {
      const { examples, tiles, tilesAcross } = sizesOf(given.x, maskOf(given)).integers;
      return examples * tiles * tilesAcross * WORKGROUP;
    },
    code: ({ columns, depth, rows }) => /* wgsl */ `
      const SIDE = ${SIDE};
      const ROWS = ${rows};
      const COLUMNS = ${columns};
      const COLUMN_BITS = ${Math.log2(columns)}u;
      const POSITIONS = ${(WORKGROUP / columns) * rows};
      const VECTORS = ${depth / SIDE}; // of a position, in a block
      const VECTOR_BITS = ${Math.log2(depth / SIDE)}u;

      var<workgroup> positionVectors: array<vec4<f32>, POSITIONS * VECTORS>;
      var<workgroup> channelVectors: array<vec4<f32>, VECTORS * SIDE * COLUMNS>;

      /** x[n, k to k + 3], times m², with zeros beyond the last. */
      fn positionVector(example: i32, position: i32, k: i32, mask: i32) -> vec4<f32> {
        var vector = vec4<f32>();
        if (position >= uniforms.positions) { return vector; }
        let row = example * uniforms.positions + position;
        let first = row * uniforms.channels + k;
        if (k + SIDE <= uniforms.channels) {
          vector = vec4<f32>(${unrolled(SIDE, (c) => `xAt(first + ${c})`, ', ')});
        } else {
          for (var c = 0; c < uniforms.channels - k; c++) { vector[c] = xAt(first + c); }
        }
        ${inputs.length > 2 ? 'let m = maskAt(row * uniforms.masks + mask); return m * m * vector;' : 'return vector;'}
      }

      /** G[k, j to j + 3] + G[j to j + 3, k], with zeros beyond the last. */
      fn channelVector(matrix: i32, k: i32, j: i32) -> vec4<f32> {
        var vector = vec4<f32>();
        if (k >= uniforms.channels) { return vector; }
        let first = matrix * uniforms.channels * uniforms.channels;
        let row = first + k * uniforms.channels + j;
        let column = first + j * uniforms.channels + k;
        if (j + SIDE <= uniforms.channels) {
          return vec4<f32>(${unrolled(SIDE, (c) => `matrixAt(row + ${c})`, ', ')}) +
            vec4<f32>(${unrolled(SIDE, (c) => `matrixAt(column + ${c} * uniforms.channels)`, ', ')});
        }
        for (var c = 0; c < uniforms.channels - j; c++) {
          vector[c] = matrixAt(row + c) + matrixAt(column + c * uniforms.channels);
        }
        return vector;
      }

      fn main(index: i32) {
        let group = index / ${WORKGROUP};
        let tile = group / uniforms.tilesAcross; // of all examples
        let example = tile / uniforms.tiles;
        let firstPosition = (tile - example * uniforms.tiles) * POSITIONS;
        let firstChannel = (group - tile * uniforms.tilesAcross) * COLUMNS * SIDE;
        let lane = i32(localIndex);
        let row = (lane >> COLUMN_BITS) * ROWS;
        let column = lane & (COLUMNS - 1);
        ${unrolled(rows, (n) => `var total${n} = vec4<f32>();`)}
        for (var mask = 0; mask < uniforms.masks; mask++) {
          let matrix = uniforms.firstMatrix + example * uniforms.masks + mask;
          for (var block = 0; block < uniforms.blocks; block++) {
            let k = block * VECTORS * SIDE;
            workgroupBarrier();
            for (var at = lane; at < POSITIONS * VECTORS; at += ${WORKGROUP}) {
              positionVectors[at] = positionVector(example, firstPosition + (at >> VECTOR_BITS), k + (at & (VECTORS - 1)) * SIDE, mask);
            }
            for (var at = lane; at < VECTORS * SIDE * COLUMNS; at += ${WORKGROUP}) {
              channelVectors[at] = channelVector(matrix, k + (at >> COLUMN_BITS), firstChannel + (at & (COLUMNS - 1)) * SIDE);
            }
            workgroupBarrier();
            ${rows > 8 ? '' : unrolled(rows, (n) => `var sum${n} = vec4<f32>();`)}
            for (var v = 0; v < VECTORS; v++) {
              let at = v * SIDE * COLUMNS + column;
              ${unrolled(SIDE, (k) => `let g${k} = channelVectors[at + ${k} * COLUMNS];`)}
              ${unrolled(
                rows,
                (n) => `
              let x${n} = positionVectors[(row + ${n}) * VECTORS + v];
              ${rows > 8 ? 'total' : 'sum'}${n} += ${unrolled(SIDE, (k) => `x${n}[${k}] * g${k}`, ' + ')};`,
              )}
            }
            ${rows > 8 ? '' : unrolled(rows, (n) => `total${n} += sum${n};`)}
          }
        }
        if (example >= uniforms.examples) { return; }
        ${unrolled(rows, (n) => `write(example, firstPosition + row + ${n}, firstChannel + column * SIDE, total${n});`)}
      }

      fn write(example: i32, position: i32, channel: i32, entries: vec4<f32>) {
        if (position >= uniforms.positions) { return; }
        let first = (example * uniforms.positions + position) * uniforms.channels + channel;
        if (channel + SIDE <= uniforms.channels) {
          ${unrolled(SIDE, (c) => `result[first + ${c}] = entries[${c}];`)}
        } else {
          for (var c = 0; c < uniforms.channels - channel; c++) { result[first + c] = entries[c]; }
        }
      }
    `,
  });
};

export const timesSymmetricWebgpu = /* @__PURE__ */ timesSymmetric('timesSymmetric', ['x', 'matrix']);

/** The mask is [batch, positions, masks], the matrix [batch, masks, channels, channels]. */
export const maskedTimesSymmetricWebgpu = /* @__PURE__ */ timesSymmetric<Inputs | 'mask'>('maskedTimesSymmetric', [
  'x',
  'matrix',
  'mask',
]);
