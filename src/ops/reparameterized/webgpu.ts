import type { TensorInfo } from '@tensorflow/tfjs-core';
import { share } from '../../internal/share';
import { typedKernel } from '../../internal/typedKernel';
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

/** It is dy itself. */
export const reparameterizedGradForMeanWebgpu = /* @__PURE__ */ typedKernel<{ dy: TensorInfo }>(
  ({ inputs: { dy }, backend }) => share(dy, backend),
);

export const reparameterizedGradForLogVarianceWebgpu = /* @__PURE__ */ webgpuKernel<Inputs | 'dy'>({
  name: 'reparameterizedGradForLogVariance',
  inputs: ['dy', 'logVariance', 'epsilon'],
  output: ({ dy }) => dy.shape,
  code: () => /* wgsl */ `
    ${exponential}
    fn valueAt(i: i32) -> f32 { return 0.5 * dyAt(i) * exponential(0.5 * logVarianceAt(i)) * epsilonAt(i); }
  `,
});
