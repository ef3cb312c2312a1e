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

/** The gradient for the log-variance, ½ dy (eˢ − 1). */
export const gaussianKLGradWebgpu = /* @__PURE__ */ webgpuKernel<'dy' | 'logVariance'>({
  name: 'gaussianKLGrad',
  inputs: ['dy', 'logVariance'],
  output: ({ dy }) => dy.shape,
  code: () => /* wgsl */ `
    ${exponential}
    ${exponentialTail}
    fn valueAt(index: i32) -> f32 { return dyAt(index) * (0.5 * exponentialTail(logVarianceAt(index), 1)); }
  `,
});
