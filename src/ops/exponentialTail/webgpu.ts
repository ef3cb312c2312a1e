import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential, exponentialTail } from '../../webgpu/wgsl/exponential';

export const exponentialTailWebgpu = /* @__PURE__ */ webgpuKernel<'x', { order: number }>({
  name: 'exponentialTail',
  inputs: ['x'],
  output: ({ x }) => x.shape,
  integers: (_, { order }) => ({ order }),
  code: () => /* wgsl */ `
    ${exponential}
    ${exponentialTail}
    fn valueAt(index: i32) -> f32 { return exponentialTail(xAt(index), uniforms.order); }
  `,
});
