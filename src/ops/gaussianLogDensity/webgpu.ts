import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential } from '../../webgpu/wgsl/exponential';
import { gaussianDensity } from './wgsl/density';

type Inputs = 'x' | 'mean' | 'logVariance';

/** `value` in WGSL, an expression in f(x, mean, s), for each entry of tensors of one shape. */
const elementwise = <Input extends string = never>(name: string, inputs: readonly Input[], f: string, value: string) =>
  webgpuKernel<Inputs | Input>({
    name,
    inputs: ['x', 'mean', 'logVariance', ...inputs],
    output: ({ x }) => x.shape,
    code: () => /* wgsl */ `
      ${exponential}
      ${gaussianDensity}
      fn valueAt(i: i32) -> f32 {
        let f = ${f}(xAt(i), meanAt(i), logVarianceAt(i));
        return ${value};
      }
    `,
  });

export const gaussianLogDensityWebgpu = /* @__PURE__ */ elementwise(
  'gaussianLogDensity',
  [],
  'gaussianLogDensity',
  'f',
);

export const densityGradForMeanWebgpu = /* @__PURE__ */ elementwise(
  'gaussianLogDensityGradForMean',
  ['dy'],
  'slopeForMean',
  'dyAt(i) * f',
);

export const densityGradForXWebgpu = /* @__PURE__ */ elementwise(
  'gaussianLogDensityGradForX',
  ['dy'],
  'slopeForMean',
  '-dyAt(i) * f',
);

export const densityGradForLogVarianceWebgpu = /* @__PURE__ */ elementwise(
  'gaussianLogDensityGradForLogVariance',
  ['dy'],
  'slopeForLogVariance',
  'dyAt(i) * f',
);
