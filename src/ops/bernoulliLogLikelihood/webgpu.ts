import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential, sigmoid } from '../../webgpu/wgsl/exponential';
import { bernoulliLogLikelihood, bernoulliSlope } from './wgsl/logLikelihood';

export const bernoulliLogLikelihoodWebgpu = /* @__PURE__ */ webgpuKernel<'x' | 'logits'>({
  name: 'bernoulliLogLikelihood',
  inputs: ['x', 'logits'],
  output: ({ x }) => x.shape,
  code: () => /* wgsl */ `
    ${exponential}
    ${bernoulliLogLikelihood}
    fn valueAt(index: i32) -> f32 { return bernoulliLogLikelihood(xAt(index), logitsAt(index)); }
  `,
});

export const bernoulliLogLikelihoodGradWebgpu = /* @__PURE__ */ webgpuKernel<'dy' | 'x' | 'logits'>({
  name: 'bernoulliLogLikelihoodGrad',
  inputs: ['dy', 'x', 'logits'],
  output: ({ x }) => x.shape,
  code: () => /* wgsl */ `
    ${exponential}
    ${sigmoid}
    ${bernoulliSlope}
    fn valueAt(index: i32) -> f32 { return dyAt(index) * bernoulliSlope(xAt(index), logitsAt(index)); }
  `,
});
