import type { TensorInfo } from '@tensorflow/tfjs-core';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { DEPTH, forEntries, sideFor, tile } from './wgsl/tile';

type Inputs = 'x' | 'matrix';

function sizesOf(x: TensorInfo, mask?: TensorInfo) {
  const [examples, positions, channels] = x.shape;
  const side = sideFor(channels);
  const rows = Math.ceil(positions / (8 * side));
  const columns = Math.ceil(channels / (8 * side));
  const masks = mask?.shape[2] ?? 1;
  return {
    side,
    integers: { examples, positions, channels, masks, rows, columns, blocks: Math.ceil(channels / DEPTH) },
  };
}

/**
 * Σ_m m² X (G_m + G_mᵀ), with the square of one mask at each position, or of a single mask of ones if there is none. A
 * workgroup computes a tile of positions × channels, from blocks of 16 channels of `x`.
 */
const timesSymmetric = <Input extends Inputs | 'mask'>(name: string, inputs: readonly (Input | Inputs)[]) => {
  const maskOf = (given: Record<Input | Inputs, TensorInfo>) => (given as { mask?: TensorInfo }).mask;
  return webgpuKernel<Input | Inputs, object, { side: number }>({
    name,
    inputs,
    output: ({ x }) => x.shape,
    constants: ({ x }) => ({ side: sizesOf(x).side }),
    integers: (given) => sizesOf(given.x, maskOf(given)).integers,
    invocations: ({ x }) => {
      const { examples, rows, columns } = sizesOf(x).integers;
      return examples * rows * columns * WORKGROUP;
    },
    code: ({ side }) => /* wgsl */ `
      ${tile(side)}

      fn xOr0(example: i32, position: i32, channel: i32, mask: i32) -> f32 {
        if (position >= uniforms.positions || channel >= uniforms.channels) { return 0.0; }
        let row = example * uniforms.positions + position;
        let x = xAt(row * uniforms.channels + channel);
        ${inputs.length > 2 ? 'let m = maskAt(row * uniforms.masks + mask); return m * m * x;' : 'return x;'}
      }

      fn symmetricOr0(matrix: i32, i: i32, j: i32) -> f32 {
        if (i >= uniforms.channels || j >= uniforms.channels) { return 0.0; }
        let first = matrix * uniforms.channels * uniforms.channels;
        return matrixAt(first + i * uniforms.channels + j) + matrixAt(first + j * uniforms.channels + i);
      }

      fn main(index: i32) {
        let group = index / ${WORKGROUP};
        let row = group / uniforms.columns; // of all examples
        let example = row / uniforms.rows;
        let corner = vec2<i32>(row - example * uniforms.rows, group - row * uniforms.columns) * PANEL;
        var total = Tile();
        for (var mask = 0; mask < uniforms.masks; mask++) {
          for (var block = 0; block < uniforms.blocks; block++) {
            workgroupBarrier();
            for (var at = i32(localIndex); at < DEPTH * PANEL; at += ${WORKGROUP}) {
              let channel = block * DEPTH + at / PANEL;
              upper[at] = xOr0(example, corner.x + at % PANEL, channel, mask);
              lower[at] = symmetricOr0(example * uniforms.masks + mask, channel, corner.y + at % PANEL);
            }
            workgroupBarrier();
            total = added(total, addBlock());
          }
        }
        if (example >= uniforms.examples) { return; }
        let mine = corner + cornerOfInvocation();
        ${forEntries(side, (entry, a, b) => `write(example, mine.x + ${a}, mine.y + ${b}, total.${entry});`)}
      }

      fn write(example: i32, position: i32, channel: i32, entry: f32) {
        if (position >= uniforms.positions || channel >= uniforms.channels) { return; }
        result[(example * uniforms.positions + position) * uniforms.channels + channel] = entry;
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
