import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential, exponentialTail } from '../../webgpu/wgsl/exponential';

export const gaussianKLWebgpu = /* @__PURE__ */ webgpuKernel<'mean' | 'logVariance'>({
  name: 'gaussianKL',
  inputs: ['mean', 'logVariance'],
  output: ({ mean }) => mean.shape,
  code: () => /* wgsl */ `
    ${exponential}
    ${exponentialTail}
    fn valueAt(index: i32) -> f32 {
      return 0.5 * (exponentialTail(logVarianceAt(index), 2) + meanAt(index) * meanAt(index));
    }
  `,
});
