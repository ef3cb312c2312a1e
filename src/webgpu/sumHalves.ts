import { util } from '@tensorflow/tfjs-core';
import { webgpuKernel } from './webgpuKernel';

/** The sum of both halves of `x`, which `wgsl/atomicAdd` filled with float32 sums and their errors. */
export const sumHalves = /* @__PURE__ */ webgpuKernel<'x', { shape: number[] }>({
  name: 'sumHalves',
  inputs: ['x'],
  output: (_, { shape }) => shape,
  integers: (_, { shape }) => ({ half: util.sizeFromShape(shape) }),
  code: () => /* wgsl */ `
    fn valueAt(index: i32) -> f32 { return xAt(index) + xAt(index + uniforms.half); }
  `,
});
