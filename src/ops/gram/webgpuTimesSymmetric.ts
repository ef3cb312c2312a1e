import type { TensorInfo } from '@tensorflow/tfjs-core';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { DEPTH, sideFor, tile } from './wgsl/tile';

function sizesOf({ shape: [batch, positions, channels] }: TensorInfo) {
  const side = sideFor(channels);
  const rows = Math.ceil(positions / (8 * side));
  const columns = Math.ceil(channels / (8 * side));
  return {
    side,
    integers: { examples: batch, positions, channels, rows, columns, blocks: Math.ceil(channels / DEPTH) },
  };
}

/** A workgroup computes a tile of positions × channels, from blocks of 16 channels of `x`. */
export const timesSymmetricWebgpu = /* @__PURE__ */ webgpuKernel<'x' | 'matrix', object, { side: number }>({
  name: 'timesSymmetric',
  inputs: ['x', 'matrix'],
  output: ({ x }) => x.shape,
  constants: ({ x }) => ({ side: sizesOf(x).side }),
  integers: ({ x }) => sizesOf(x).integers,
  invocations: ({ x }) => {
    const { examples, rows, columns } = sizesOf(x).integers;
    return examples * rows * columns * WORKGROUP;
  },
  code: ({ side }) => /* wgsl */ `
    ${tile(side)}

    fn xOr0(example: i32, position: i32, channel: i32) -> f32 {
      if (position >= uniforms.positions || channel >= uniforms.channels) { return 0.0; }
      return xAt((example * uniforms.positions + position) * uniforms.channels + channel);
    }

    fn symmetricOr0(example: i32, i: i32, j: i32) -> f32 {
      if (i >= uniforms.channels || j >= uniforms.channels) { return 0.0; }
      let first = example * uniforms.channels * uniforms.channels;
      return matrixAt(first + i * uniforms.channels + j) + matrixAt(first + j * uniforms.channels + i);
    }

    fn main(index: i32) {
      let group = index / ${WORKGROUP};
      let row = group / uniforms.columns; // of all examples
      let example = row / uniforms.rows;
      let corner = vec2<i32>(row - example * uniforms.rows, group - row * uniforms.columns) * PANEL;
      var total = Tile();
      for (var block = 0; block < uniforms.blocks; block++) {
        workgroupBarrier();
        for (var at = i32(localIndex); at < DEPTH * PANEL; at += ${WORKGROUP}) {
          let channel = block * DEPTH + at / PANEL;
          upper[at] = xOr0(example, corner.x + at % PANEL, channel);
          lower[at] = symmetricOr0(example, channel, corner.y + at % PANEL);
        }
        workgroupBarrier();
        var sum = addBlock();
        for (var k = 0; k < SIDE * SIDE; k++) { total.products[k] += sum.products[k]; }
      }
      if (example >= uniforms.examples) { return; }
      let mine = corner + cornerOfInvocation();
      for (var k = 0; k < SIDE * SIDE; k++) {
        let position = mine.x + k / SIDE;
        let channel = mine.y + k % SIDE;
        if (position < uniforms.positions && channel < uniforms.channels) {
          result[(example * uniforms.positions + position) * uniforms.channels + channel] = total.products[k];
        }
      }
    }
  `,
});
