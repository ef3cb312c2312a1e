import { util } from '@tensorflow/tfjs-core';
import { WORKGROUP, webgpuKernel } from './webgpuKernel';
import { rowReductions } from './wgsl/rows';

/** The sum of all entries, as a scalar, by a single workgroup. */
export const sumAll = /* @__PURE__ */ webgpuKernel<'x'>({
  name: 'sumAll',
  inputs: ['x'],
  output: () => [],
  integers: ({ x }) => ({ count: util.sizeFromShape(x.shape) }),
  invocations: () => WORKGROUP,
  code: () => /* wgsl */ `
    ${rowReductions(WORKGROUP)}
    fn main(index: i32) {
      var part = 0.0;
      for (var i = index; i < uniforms.count; i += LANES) { part += xAt(i); }
      let sum = sumOverRow(vec4<f32>(part)).x;
      if (index == 0) { result[0] = sum; }
    }
  `,
});
