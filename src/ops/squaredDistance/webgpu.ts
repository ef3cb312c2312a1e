import { rowSums } from '../../webgpu/rowSums';
import { webgpuKernel } from '../../webgpu/webgpuKernel';

export const squaredDistanceWebgpu = /* @__PURE__ */ rowSums<'a' | 'b'>({
  name: 'squaredDistance',
  inputs: ['a', 'b'],
  code: /* wgsl */ `
    fn term(index: i32) -> f32 {
      let difference = aAt(index) - bAt(index);
      return difference * difference;
    }
  `,
});

export const squaredDistanceGradWebgpu = /* @__PURE__ */ webgpuKernel<'dy' | 'a' | 'b', { factor: number }>({
  name: 'squaredDistanceGrad',
  inputs: ['dy', 'a', 'b'],
  output: ({ a }) => a.shape,
  integers: ({ a }) => ({ length: a.shape.at(-1)! }),
  floats: (_, { factor }) => ({ factor: 2 * factor }),
  code: () => /* wgsl */ `
    fn valueAt(index: i32) -> f32 {
      return uniforms.factor * dyAt(index / uniforms.length) * (aAt(index) - bAt(index));
    }
  `,
});
