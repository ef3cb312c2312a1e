import type { TensorInfo } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { lanesFor } from '../../webgpu/wgsl/rows';
import { rowsOf } from './rowsOf';
import { softening } from './wgsl/rows';

/** The part of the arguments of `webgpuKernel` that all programs over rows of logits share. */
export const ofRows = <Inputs>(logitsOf: (inputs: Inputs) => TensorInfo) => ({
  constants: (inputs: Inputs) => ({ lanes: lanesFor(rowsOf(logitsOf(inputs)).classes) }),
  integers: (inputs: Inputs) => rowsOf(logitsOf(inputs)),
  invocations: (inputs: Inputs) => {
    const { rows, classes } = rowsOf(logitsOf(inputs));
    return rows * lanesFor(classes);
  },
});

const rows = /* @__PURE__ */ ofRows(({ logits }: { logits: TensorInfo }) => logits);
const floats = (_: object, { temperature }: { temperature: number }) => ({ temperature });

/** Begins `main`: the row's first entry, the lane, the row's largest logit and its Σ w. */
export const softenRow = (logits: string, temperature: string) => /* wgsl */ `
  let row = min(index / LANES, uniforms.rows - 1);
  let first = row * uniforms.classes;
  let lane = index % LANES;
  var most = IMPOSSIBLE;
  for (var c = lane; c < uniforms.classes; c += LANES) {
    if (${logits}At(first + c) > most) { most = ${logits}At(first + c); } // false for NaN
  }
  let largest = largestOfRow(vec4<f32>(most)).x;
  var part = 0.0;
  for (var c = lane; c < uniforms.classes; c += LANES) {
    part += weight(${logits}At(first + c), largest, ${temperature});
  }
  let sum = sumOverRow(vec4<f32>(part)).x;
`;

export const softmaxWebgpu = /* @__PURE__ */ webgpuKernel<'logits', { temperature: number }, { lanes: number }>({
  name: 'softmax',
  inputs: ['logits'],
  output: ({ logits }) => logits.shape,
  ...rows,
  floats,
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    fn main(index: i32) {
      ${softenRow('logits', 'uniforms.temperature')}
      let total = select(sum, 1.0, sum == 0.0);
      for (var c = lane; c < uniforms.classes; c += LANES) {
        result[first + c] = weight(logitsAt(first + c), largest, uniforms.temperature) / total;
      }
    }
  `,
});

export const logSoftmaxWebgpu = /* @__PURE__ */ webgpuKernel<'logits', { temperature: number }, { lanes: number }>({
  name: 'logSoftmax',
  inputs: ['logits'],
  output: ({ logits }) => logits.shape,
  ...rows,
  floats,
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    fn main(index: i32) {
      ${softenRow('logits', 'uniforms.temperature')}
      let logTotal = logarithm(select(sum, 1.0, sum == 0.0));
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let logit = logitsAt(first + c);
        let logProbability = (logit - largest) / uniforms.temperature - logTotal;
        result[first + c] = select(logProbability, -uniforms.INFINITY, impossible(logit));
      }
    }
  `,
});

type Gradient = 'dy' | 'logits';

export const softmaxGradWebgpu = /* @__PURE__ */ webgpuKernel<Gradient, { temperature: number }, { lanes: number }>({
  name: 'softmaxGrad',
  inputs: ['dy', 'logits'],
  output: ({ logits }) => logits.shape,
  ...rows,
  floats,
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    fn main(index: i32) {
      ${softenRow('logits', 'uniforms.temperature')}
      let total = select(sum, 1.0, sum == 0.0);
      var product = 0.0;
      for (var c = lane; c < uniforms.classes; c += LANES) {
        product += dyAt(first + c) * weight(logitsAt(first + c), largest, uniforms.temperature) / total;
      }
      let mean = sumOverRow(vec4<f32>(product)).x;
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let p = weight(logitsAt(first + c), largest, uniforms.temperature) / total;
        result[first + c] = p * (dyAt(first + c) - mean) / uniforms.temperature;
      }
    }
  `,
});

export const logSoftmaxGradWebgpu = /* @__PURE__ */ webgpuKernel<Gradient, { temperature: number }, { lanes: number }>({
  name: 'logSoftmaxGrad',
  inputs: ['dy', 'logits'],
  output: ({ logits }) => logits.shape,
  ...rows,
  floats,
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    fn passed(index: i32) -> f32 { return select(dyAt(index), 0.0, impossible(logitsAt(index))); }

    fn main(index: i32) {
      ${softenRow('logits', 'uniforms.temperature')}
      let total = select(sum, 1.0, sum == 0.0);
      var share = 0.0;
      for (var c = lane; c < uniforms.classes; c += LANES) { share += passed(first + c); }
      let passedInAll = sumOverRow(vec4<f32>(share)).x;
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let p = weight(logitsAt(first + c), largest, uniforms.temperature) / total;
        result[first + c] = (passed(first + c) - p * passedInAll) / uniforms.temperature;
      }
    }
  `,
});

export const logSumExpWebgpu = /* @__PURE__ */ webgpuKernel<'x', object, { lanes: number }>({
  name: 'logSumExp',
  inputs: ['x'],
  output: ({ x }) => x.shape.slice(0, -1),
  ...ofRows(({ x }: { x: TensorInfo }) => x),
  ofNothing: Number.NEGATIVE_INFINITY,
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    fn main(index: i32) {
      ${softenRow('x', '1.0')}
      if (lane == 0) { result[row] = select(largest + logarithm(sum), -uniforms.INFINITY, sum == 0.0); }
    }
  `,
});
