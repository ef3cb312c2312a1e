import { webgpuKernel } from './webgpuKernel';

/** Adds to the sums of `wgsl/atomicAdd` their rounding errors, in place. */
export const addErrors = /* @__PURE__ */ webgpuKernel<'sums' | 'errors'>({
  name: 'addErrors',
  inputs: ['errors'],
  updates: 'sums',
  output: ({ sums }) => sums.shape,
  code: () => 'fn valueAt(index: i32) -> f32 { return result[index] + errorsAt(index); }',
});
