import { rowSums } from '../../webgpu/rowSums';
import { webgpuKernel } from '../../webgpu/webgpuKernel';

export const sumLastAxisWebgpu = /* @__PURE__ */ rowSums({
  name: 'sumLastAxis',
  inputs: ['x'],
  code: 'fn term(i: i32) -> f32 { return xAt(i); }',
});

export const sumLastAxisGradWebgpu = /* @__PURE__ */ webgpuKernel<'dy', { length: number; factor: number }>({
  name: 'sumLastAxisGrad',
  inputs: ['dy'],
  output: ({ dy }, { length }) => [...dy.shape, length],
  integers: (_, { length }) => ({ length }),
  floats: (_, { factor }) => ({ factor }),
  code: () => 'fn valueAt(index: i32) -> f32 { return dyAt(index / uniforms.length) * uniforms.factor; }',
});
