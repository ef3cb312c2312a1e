import { util } from '@tensorflow/tfjs-core';
import { webgpuKernel } from './webgpuKernel';

/**
 * The sum of the three parts of `x`, which `wgsl/atomicAdd` filled with float32 sums, their errors, and those errors'.
 */
export const sumParts = /* @__PURE__ */ webgpuKernel<'x', { shape: number[] }>({
  name: 'sumParts',
  inputs: ['x'],
  output: (_, { shape }) => shape,
  integers: (_, { shape }) => ({ part: util.sizeFromShape(shape) }),
  code: () => /* wgsl */ `
    fn valueAt(index: i32) -> f32 {
      return xAt(index) + (xAt(index + uniforms.part) + xAt(index + 2 * uniforms.part));
    }
  `,
});
