import type { TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { rowSums } from '../../webgpu/rowSums';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponential, logarithm } from '../../webgpu/wgsl/exponential';
import { power } from '../../webgpu/wgsl/power';
import { leastBase } from '../absolutePower';
import type { TotalVariationAttributes } from './composed';

const sizes = (x: TensorInfo) => ({ height: x.shape[1], width: x.shape[2], channels: x.shape[3] });

const powerOfSquare = (exponent: number) => ({ exponent, least: leastBase(exponent) });

const differences = /* wgsl */ `
  ${exponential}
  ${logarithm}
  ${power}

  /** The column and the row of an entry. */
  fn placeOf(index: i32) -> vec2<i32> {
    let position = index / uniforms.channels;
    let allRows = position / uniforms.width;
    return vec2<i32>(position - allRows * uniforms.width, allRows % uniforms.height);
  }

  /** Whether there are neighbours to the right and below. */
  fn hasBoth(place: vec2<i32>) -> bool { return place.x < uniforms.width - 1 && place.y < uniforms.height - 1; }

  fn toRight(index: i32) -> f32 { return xAt(index + uniforms.channels) - xAt(index); }
  fn toBelow(index: i32) -> f32 { return xAt(index + uniforms.width * uniforms.channels) - xAt(index); }

  /** (toRight² + toBelow²)ᵖ */
  fn powerOfLength(index: i32) -> f32 {
    let right = toRight(index);
    let below = toBelow(index);
    return power(right * right + below * below, uniforms.exponent, uniforms.least);
  }
`;

const sums = /* @__PURE__ */ rowSums<'x', { x: TensorInfo } & TotalVariationAttributes>({
  name: 'totalVariation',
  inputs: ['x'],
  integers: ({ x }) => sizes(x),
  floats: ({ beta }) => powerOfSquare(beta / 2),
  code: /* wgsl */ `
    ${differences}
    fn term(index: i32) -> f32 {
      if (!hasBoth(placeOf(index))) { return 0.0; }
      return powerOfLength(index);
    }
  `,
});

export const totalVariationWebgpu = /* @__PURE__ */ typedKernel<{ x: TensorInfo }, TotalVariationAttributes>(
  ({ inputs: { x }, attrs, backend }) => {
    const [batch, height, width, channels] = x.shape;
    const rows = { ...x, shape: [batch, height * width * channels] };
    return sums({ inputs: { x: rows }, attrs: { ...attrs, x, factor: 1 }, backend });
  },
);

/**
 * dy β (sₗᵉ toRight(l) + sₐᵉ toBelow(a) − sᵢᵉ (toRight(i) + toBelow(i))),  e = β/2 − 1,  sᵢ = |differences of i|²
 */
export const totalVariationGradWebgpu = /* @__PURE__ */ webgpuKernel<'dy' | 'x', TotalVariationAttributes>({
  name: 'totalVariationGrad',
  inputs: ['dy', 'x'],
  output: ({ x }) => x.shape,
  integers: ({ x }) => sizes(x),
  floats: (_, { beta }) => ({ beta, ...powerOfSquare(beta / 2 - 1) }),
  code: () => /* wgsl */ `
    ${differences}
    fn valueAt(index: i32) -> f32 {
      let row = uniforms.width * uniforms.channels;
      let left = index - uniforms.channels;
      let above = index - row;
      let place = placeOf(index);
      var sum = 0.0;
      if (place.x > 0 && place.y < uniforms.height - 1) { sum += powerOfLength(left) * toRight(left); }
      if (place.y > 0 && place.x < uniforms.width - 1) { sum += powerOfLength(above) * toBelow(above); }
      if (hasBoth(place)) { sum -= powerOfLength(index) * (toRight(index) + toBelow(index)); }
      return dyAt(index / (uniforms.height * row)) * uniforms.beta * sum;
    }
  `,
});
