import type { DataType } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';

interface StridedCopyAttributes {
  shape: number[];
  /** For each axis of the result, the distance in x between neighbours; 0 repeats x. */
  strides: number[];
  /** The place in x of the first number. */
  offset: number;
  dtype: DataType;
}

/** result[i, j, …] = x[offset + i · stride₀ + j · stride₁ + …], of any rank and type. */
export const stridedCopy = /* @__PURE__ */ webgpuKernel<'x', StridedCopyAttributes, { axes: number; type: string }>({
  name: 'stridedCopy',
  inputs: ['x'],
  output: (_, { shape }) => shape,
  dtype: ({ dtype }) => dtype,
  constants: (_, { shape, dtype }) => ({ axes: shape.length, type: dtype === 'float32' ? 'f32' : 'i32' }),
  integers: (_, { shape, strides, offset }) => ({
    offset,
    ...Object.fromEntries(shape.flatMap((size, axis) => [[`size${axis}`, size], [`stride${axis}`, strides[axis]]])), // biome-ignore format: pairs
  }),
  code: ({ axes, type }) => /* wgsl */ `
    fn main(index: i32) {
      if (index >= uniforms.size) { return; }
      var rest = index;
      var source = uniforms.offset;
      ${Array.from({ length: axes }, (_, axis) => step(axes - 1 - axis)).join('\n')}
      result[index] = ${type}(xEntries[source]);
    }
  `,
  invocations: (_, { shape }) => shape.reduce((product, size) => product * size, 1),
});

const step = (axis: number) => /* wgsl */ `
  source += rest % uniforms.size${axis} * uniforms.stride${axis};
  rest = rest / uniforms.size${axis};
`;
