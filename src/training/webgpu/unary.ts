import {
  Acosh,
  Asinh,
  Atanh,
  Cosh,
  div,
  Elu,
  Exp,
  Expm1,
  exp,
  Log,
  Log1p,
  max,
  Relu6,
  Selu,
  Sigmoid,
  Sinh,
  Softmax,
  Softplus,
  sub,
  sum,
  Tanh,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential, exponentialTail, logarithm, sigmoid } from '../../webgpu/wgsl/exponential';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';

/** log(1 + x) = 2 artanh(x / (2 + x)), by its series near 0. */
const logarithm1p = /* wgsl */ `
  fn logarithm1p(x: f32) -> f32 {
    if (abs(x) > 0.5) { return logOf(1.0 + x); }
    let t = x / (2.0 + x);
    let square = t * t;
    return 2.0 * t * (1.0 + square * (0.33333333 + square * (0.2 + square * (0.14285714 + square * (0.11111111 +
      square * (0.09090909 + square * (0.07692308 + square * 0.06666667)))))));
  }
`;

/** With the values at 0 and below. */
const logOf = /* wgsl */ `
  fn logOf(x: f32) -> f32 {
    if (x < 0.0) { return uniforms.NAN; }
    if (x == 0.0) { return -uniforms.INFINITY; }
    return logarithm(x);
  }
`;

/** For x from 0 to 20. */
const tanhOf = /* wgsl */ `
  fn tanhOf(x: f32) -> f32 {
    let tail = exponentialTail(2.0 * x, 1);
    return tail / (tail + 2.0);
  }
`;

/** For x ≥ 0. Beyond 10¹⁰, 2x stands for x + √(x² ± 1). */
const inverses = /* wgsl */ `
  fn inverseCosh(x: f32) -> f32 {
    if (x < 1.0) { return uniforms.NAN; }
    if (x > 1e10) { return logOf(x) + 0.69314718; }
    return logarithm1p((x - 1.0) + sqrt((x - 1.0) * (x + 1.0)));
  }
  fn inverseSinh(x: f32) -> f32 {
    if (x > 1e10) { return logOf(x) + 0.69314718; }
    return logarithm1p(x + x * x / (1.0 + sqrt(x * x + 1.0)));
  }
  fn inverseTanh(x: f32) -> f32 {
    if (x > 1.0) { return uniforms.NAN; }
    if (x == 1.0) { return uniforms.INFINITY; }
    return 0.5 * logarithm1p(2.0 * x / (1.0 - x));
  }
`;

/** Each function of x, in WGSL; NaN is returned before. */
const functions: Record<string, string> = {
  [Exp]: 'exponential(x)',
  [Expm1]: 'exponentialTail(x, 1)',
  [Log]: 'logOf(x)',
  [Log1p]: 'logarithm1p(x)',
  [Sigmoid]: 'sigmoid(x)',
  [Tanh]: 'sign(x) * tanhOf(min(abs(x), 20.0))',
  [Softplus]: 'max(x, 0.0) + logarithm1p(exponential(-abs(x)))',
  [Elu]: 'select(exponentialTail(min(x, 0.0), 1), x, x >= 0.0)',
  [Selu]: 'select(1.7580993 * exponentialTail(min(x, 0.0), 1), 1.0507010 * x, x >= 0.0)',
  [Relu6]: 'clamp(x, 0.0, 6.0)',
  [Cosh]: '0.5 * exponential(x) + 0.5 * exponential(-x)',
  [Acosh]: 'inverseCosh(x)',
  [Asinh]: 'sign(x) * inverseSinh(abs(x))',
  [Atanh]: 'sign(x) * inverseTanh(abs(x))',
  [Sinh]: '0.5 * exponentialTail(x, 1) - 0.5 * exponentialTail(-x, 1)',
};

/** Stock loses NaN on some drivers, and digits near 0. */
const guarded = ([kernelName, formula]: [string, string]): TrainingKernel =>
  trainingKernel<'x'>(kernelName, (stock) => {
    const ours = webgpuKernel<'x'>({
      name: kernelName,
      inputs: ['x'],
      output: ({ x }) => x.shape,
      code: () => /* wgsl */ `
        ${exponential}
        ${exponentialTail}
        ${logarithm}
        ${logOf}
        ${logarithm1p}
        ${sigmoid}
        ${tanhOf}
        ${inverses}
        fn valueAt(index: i32) -> f32 {
          let x = xAt(index);
          if (isnan(x)) { return x; }
          return ${formula};
        }
      `,
    });
    // Stock reads the bits of an int32 as those of a float in log1p.
    return (call) => (call.inputs.x.dtype === 'float32' || kernelName === Log1p ? ours(call) : stock(call));
  });

/** Stock runs its own exp. */
const softmax = /* @__PURE__ */ trainingKernel<'logits', { dim: number }>(
  Softmax,
  () =>
    ({ inputs, attrs }) =>
      tidy(() => {
        const logits = inputs.logits as Tensor;
        const powers = exp(sub(logits, max(logits, attrs.dim, true)));
        return div(powers, sum(powers, attrs.dim, true));
      }),
);

export const unary: readonly TrainingKernel[] = /* @__PURE__ */ [...Object.entries(functions).map(guarded), softmax];
