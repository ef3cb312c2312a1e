import { util } from '@tensorflow/tfjs-core';
import { WORKGROUP, webgpuKernel } from './webgpuKernel';
import { rowReductions } from './wgsl/rows';

/**
 * How a program divides a sum of `count` terms: each workgroup sums one chunk, and each of its invocations every 64th
 * term of the chunk, at most 16.
 */
export function chunksOf(count: number): { perInvocation: number; chunks: number } {
  const perInvocation = Math.min(16, Math.ceil(count / 4096) || 1);
  return { perInvocation, chunks: Math.ceil(count / (WORKGROUP * perInvocation)) };
}

/**
 * Sums `x` [rows, chunks, columns] over the chunks, as a tensor of `shape` with rows · columns entries. A workgroup
 * sums one entry: each invocation every 64th chunk, in blocks of 32, and then all invocations in pairs.
 */
export const sumChunks = /* @__PURE__ */ webgpuKernel<'x', { shape: number[] }>({
  name: 'sumChunks',
  inputs: ['x'],
  output: (_, { shape }) => shape,
  integers: ({ x: { shape } }) => ({ chunks: shape[1], columns: shape[2] }),
  invocations: (_, { shape }) => util.sizeFromShape(shape) * WORKGROUP,
  code: () => /* wgsl */ `
    ${rowReductions(WORKGROUP)}
    fn main(index: i32) {
      let entry = min(index / LANES, uniforms.size - 1);
      let row = entry / uniforms.columns;
      let first = row * uniforms.chunks * uniforms.columns + entry % uniforms.columns;
      var sum = 0.0;
      for (var block = index % LANES; block < uniforms.chunks; block += 32 * LANES) {
        var part = 0.0;
        for (var chunk = block; chunk < min(block + 32 * LANES, uniforms.chunks); chunk += LANES) {
          part += xAt(first + chunk * uniforms.columns);
        }
        sum += part;
      }
      let total = sumOverRow(vec4<f32>(sum)).x;
      if (index % LANES == 0) { result[entry] = total; }
    }
  `,
});
