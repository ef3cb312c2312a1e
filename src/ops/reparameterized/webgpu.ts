import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential } from '../../webgpu/wgsl/exponential';

type Inputs = 'mean' | 'logVariance' | 'epsilon';

export const reparameterizedWebgpu = /* @__PURE__ */ webgpuKernel<Inputs>({
  name: 'reparameterized',
  inputs: ['mean', 'logVariance', 'epsilon'],
  output: ({ mean }) => mean.shape,
  code: () => /* wgsl */ `
    ${exponential}
    fn valueAt(i: i32) -> f32 { return meanAt(i) + exponential(0.5 * logVarianceAt(i)) * epsilonAt(i); }
  `,
});

export const reparameterizedGradForMeanWebgpu = /* @__PURE__ */ webgpuKernel<'dy'>({
  name: 'reparameterizedGradForMean',
  inputs: ['dy'],
  output: ({ dy }) => dy.shape,
  code: () => 'fn valueAt(i: i32) -> f32 { return dyAt(i); }',
});

export const reparameterizedGradForLogVarianceWebgpu = /* @__PURE__ */ webgpuKernel<Inputs | 'dy'>({
  name: 'reparameterizedGradForLogVariance',
  inputs: ['dy', 'logVariance', 'epsilon'],
  output: ({ dy }) => dy.shape,
  code: () => /* wgsl */ `
    ${exponential}
    fn valueAt(i: i32) -> f32 { return 0.5 * dyAt(i) * exponential(0.5 * logVarianceAt(i)) * epsilonAt(i); }
  `,
});
