import type { TensorInfo } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { lanesFor, sumOfLane } from '../../webgpu/wgsl/rows';
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

/** Declares `sum`, the sum of what `body` adds to `block` for each class c of a lane. */
export const sumOfClasses = (sum: string, body: string, type: 'f32' | 'vec4<f32>' = 'f32'): string =>
  sumOfLane(sum, type, 'uniforms.classes', body);

const rows = /* @__PURE__ */ ofRows(({ logits }: { logits: TensorInfo }) => logits);
const floats = (_: object, { temperature }: { temperature: number }) => ({ temperature });

/**
 * Begins `main`: the row's first entry, the lane, the row's largest logit and its Σ w. With `keeps`, the entries of
 * `result` hold w afterwards, so that no exponential is computed again. Invocations beyond the last row repeat it, and
 * must not write if others read (`isBeyond`).
 */
export const softenRow = (logits: string, temperature: string, { keeps = false } = {}) => /* wgsl */ `
  let isBeyond = index / LANES >= uniforms.rows;
  let row = min(index / LANES, uniforms.rows - 1);
  let first = row * uniforms.classes;
  let lane = index % LANES;
  var most = IMPOSSIBLE;
  for (var c = lane; c < uniforms.classes; c += LANES) {
    if (${logits}At(first + c) > most) { most = ${logits}At(first + c); } // false for NaN
  }
  let largest = largestOfRow(vec4<f32>(most)).x;
  ${sumOfClasses(
    'part',
    `let w = weight(${logits}At(first + c), largest, ${temperature});
     block += w;
     ${keeps ? 'if (!isBeyond) { result[first + c] = w; }' : ''}`,
  )}
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
      ${softenRow('logits', 'uniforms.temperature', { keeps: true })}
      let total = select(sum, 1.0, sum == 0.0);
      if (isBeyond) { return; }
      for (var c = lane; c < uniforms.classes; c += LANES) { result[first + c] = result[first + c] / total; }
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
      ${softenRow('logits', 'uniforms.temperature', { keeps: true })}
      let total = select(sum, 1.0, sum == 0.0);
      ${sumOfClasses('product', 'block += dyAt(first + c) * (result[first + c] / total);')}
      let mean = sumOverRow(vec4<f32>(product)).x;
      if (isBeyond) { return; }
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let p = result[first + c] / total;
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
      ${softenRow('logits', 'uniforms.temperature', { keeps: true })}
      let total = select(sum, 1.0, sum == 0.0);
      ${sumOfClasses('share', 'block += passed(first + c);')}
      let passedInAll = sumOverRow(vec4<f32>(share)).x;
      if (isBeyond) { return; }
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let p = result[first + c] / total;
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
