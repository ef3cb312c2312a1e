import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { type KernelCall, typedKernel } from '../../internal/typedKernel';
import { disposing } from '../../webgpu/disposing';
import { unwritten, webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential, exponentialTail, sigmoid } from '../../webgpu/wgsl/exponential';
import { lanesFor, rowReductions } from '../../webgpu/wgsl/rows';
import { bernoulliLogLikelihood, bernoulliSlope } from '../bernoulliLogLikelihood/wgsl/logLikelihood';
import { gaussianDensity } from '../gaussianLogDensity/wgsl/density';
import { sumLastAxisWebgpu } from '../sumLastAxis/webgpu';
import type { BoundAttributes } from './composed';

type Parameter = 'logits' | 'location' | 'spread';
type Posterior = 'mean' | 'logVariance';

/** The bound of each example, by one workgroup each; `logLikelihood(x, i)` is that of entry i of the parameters. */
const bounds = <Input extends Parameter>(name: string, parameters: readonly [Input, ...Input[]], code: string) => {
  const perExample = webgpuKernel<'x' | Input | Posterior, BoundAttributes, { lanes: number }>({
    name,
    inputs: ['x', ...parameters, 'mean', 'logVariance'],
    output: ({ mean: { shape } }, { factor }) => (factor !== null && shape[0] === 1 ? [] : [shape[0]]),
    constants: ({ x, mean }) => ({ lanes: lanesFor(Math.max(x.shape[2], mean.shape[1])) }),
    integers: (given) => ({
      samples: given[parameters[0]].shape[0],
      batch: given.x.shape[1],
      elements: given.x.shape[2],
      latents: given.mean.shape[1],
    }),
    floats: (_, { beta, factor }) => ({ beta, factor: factor ?? 1 }),
    invocations: ({ x, mean }) => x.shape[1] * lanesFor(Math.max(x.shape[2], mean.shape[1])),
    code: ({ lanes }) => /* wgsl */ `
      ${rowReductions(lanes)}
      ${exponential}
      ${exponentialTail}
      ${code}

      fn divergence(index: i32) -> f32 {
        return 0.5 * (exponentialTail(logVarianceAt(index), 2) + meanAt(index) * meanAt(index));
      }

      fn main(index: i32) {
        let example = min(index / LANES, uniforms.batch - 1);
        let lane = index % LANES;
        var likelihood = 0.0;
        for (var sample = 0; sample < uniforms.samples; sample++) {
          let first = (sample * uniforms.batch + example) * uniforms.elements;
          for (var start = lane; start < uniforms.elements; start += 32 * LANES) {
            var part = 0.0;
            for (var i = start; i < min(start + 32 * LANES, uniforms.elements); i += LANES) {
              part += logLikelihood(xAt(example * uniforms.elements + i), first + i);
            }
            likelihood += part;
          }
        }
        var cost = 0.0;
        if (uniforms.beta != 0.0) {
          for (var i = lane; i < uniforms.latents; i += LANES) { cost += divergence(example * uniforms.latents + i); }
        }
        let sums = sumOverRow(vec4<f32>(likelihood, cost, 0.0, 0.0));
        if (lane == 0) {
          result[example] = sums.x / f32(uniforms.samples) - uniforms.beta * sums.y;
        }
      }
    `,
  });
  return typedKernel<Record<'x' | Input | Posterior, TensorInfo>, BoundAttributes>((call) => {
    const { backend, attrs } = call;
    if (attrs.factor === null || call.inputs.x.shape[1] === 1) return perExample(call);
    return disposing(backend, perExample(call), (x) =>
      sumLastAxisWebgpu({ inputs: { x }, attrs: { factor: attrs.factor! }, backend }),
    );
  });
};

/**
 * `slope(i)` times the gradient of the bound that entry i of `of` belongs to, and `slopeOfOther(i)` times it in `other`.
 */
const slopes = <Input extends 'x' | Parameter | Posterior | 'ofSpread'>(
  name: string,
  of: Input,
  inputs: readonly Input[],
  scaleOf: (attributes: BoundAttributes, of: TensorInfo) => number,
  code: string,
  other?: Input,
) =>
  webgpuKernel<Input | 'dy', BoundAttributes>({
    name,
    inputs: ['dy', ...inputs],
    writes: other,
    output: (given) => given[of].shape,
    integers: (given, { factor }) => {
      const [batch, length] = given[of].shape.slice(-2);
      return { batch, length, perExample: factor === null ? 1 : 0 };
    },
    floats: (given, attributes) => ({ scale: scaleOf(attributes, given[of]) * (attributes.factor ?? 1) }),
    code: () => /* wgsl */ `
      ${exponential}
      ${exponentialTail}
      ${sigmoid}
      ${code}
      fn valueAt(index: i32) -> f32 {
        ${other ? `${other}Entries[index] = 0.0;` : ''}
        if (uniforms.scale == 0.0) { return 0.0; }
        let example = index / uniforms.length % uniforms.batch;
        let scaled = uniforms.scale * dyAt(example * uniforms.perExample);
        ${other ? `${other}Entries[index] = scaled * slopeOfOther(index);` : ''}
        return scaled * slope(index);
      }
    `,
  });

const ofParameter = <Input extends 'x' | Parameter>(name: string, of: Input, inputs: readonly Input[], code: string) =>
  slopes(name, of, inputs, (_, { shape: [samples] }) => 1 / samples, code);

const ofDivergence = <Input extends Posterior>(of: Input, code: string) =>
  slopes(`boundGradFor${of}`, of, [of], ({ beta }) => -beta, code);

export const boundGradForMeanWebgpu = /* @__PURE__ */ ofDivergence(
  'mean',
  'fn slope(i: i32) -> f32 { return meanAt(i); }',
);

export const boundGradForLogVarianceWebgpu = /* @__PURE__ */ ofDivergence(
  'logVariance',
  'fn slope(i: i32) -> f32 { return 0.5 * exponentialTail(logVarianceAt(i), 1); }',
);

export const bernoulliBoundWebgpu = /* @__PURE__ */ bounds(
  'bernoulliBound',
  ['logits'],
  /* wgsl */ `
    ${bernoulliLogLikelihood}
    fn logLikelihood(x: f32, i: i32) -> f32 { return bernoulliLogLikelihood(x, logitsAt(i)); }
  `,
);

export const bernoulliBoundGradWebgpu = /* @__PURE__ */ ofParameter(
  'bernoulliBoundGrad',
  'logits',
  ['x', 'logits'],
  /* wgsl */ `
    ${bernoulliSlope}
    fn slope(i: i32) -> f32 { return bernoulliSlope(xAt(i % (uniforms.batch * uniforms.length)), logitsAt(i)); }
  `,
);

export const gaussianBoundWebgpu = /* @__PURE__ */ bounds(
  'gaussianBound',
  ['location', 'spread'],
  /* wgsl */ `
    ${gaussianDensity}
    fn logLikelihood(x: f32, i: i32) -> f32 { return gaussianLogDensity(x, locationAt(i), spreadAt(i)); }
  `,
);

const gaussianSlope = (of: 'Location' | 'Spread', f: string) =>
  ofParameter(
    `gaussianBoundGradFor${of}`,
    of === 'Location' ? 'location' : 'spread',
    ['x', 'location', 'spread'],
    /* wgsl */ `
      ${gaussianDensity}
      fn slope(i: i32) -> f32 {
        return ${f}(xAt(i % (uniforms.batch * uniforms.length)), locationAt(i), spreadAt(i));
      }
    `,
  );

export const gaussianBoundGradForLocationWebgpu = /* @__PURE__ */ gaussianSlope('Location', 'slopeForMean');
export const gaussianBoundGradForSpreadWebgpu = /* @__PURE__ */ gaussianSlope('Spread', 'slopeForLogVariance');

const bothSlopes = /* @__PURE__ */ slopes<'x' | 'location' | 'spread' | 'ofSpread'>(
  'gaussianBoundGrad',
  'location',
  ['x', 'location', 'spread', 'ofSpread'],
  (_, { shape: [samples] }) => 1 / samples,
  /* wgsl */ `
    ${gaussianDensity}
    fn slope(i: i32) -> f32 {
      return slopeForMean(xAt(i % (uniforms.batch * uniforms.length)), locationAt(i), spreadAt(i));
    }
    fn slopeOfOther(i: i32) -> f32 {
      return slopeForLogVariance(xAt(i % (uniforms.batch * uniforms.length)), locationAt(i), spreadAt(i));
    }
  `,
  'ofSpread',
);

type Likelihood = 'dy' | 'x' | 'location' | 'spread';

/** The gradients for location and spread, by one program. */
export const gaussianBoundGradWebgpu = (({
  inputs,
  attrs,
  backend,
}: KernelCall<Record<Likelihood, TensorInfo>, BoundAttributes>) => {
  const ofSpread = unwritten(backend, inputs.spread.shape);
  return [bothSlopes({ inputs: { ...inputs, ofSpread }, attrs, backend }), ofSpread];
}) as unknown as KernelFunc;
