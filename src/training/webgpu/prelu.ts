import { Prelu, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { disposing } from '../../webgpu/disposing';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { broadcastStrides } from '../stridedCopy/broadcastStrides';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy } from './stridedCopy';

const ofAll = /* @__PURE__ */ webgpuKernel<'x' | 'alpha'>({
  name: 'prelu',
  inputs: ['x', 'alpha'],
  output: ({ x }) => x.shape,
  code: () => /* wgsl */ `
    fn valueAt(index: i32) -> f32 {
      let x = xAt(index);
      return select(x, alphaAt(index) * x, x < 0.0);
    }
  `,
});

/** Stock adds both cases, of which one is multiplied by 0, so that infinity becomes NaN. */
export const prelu = /* @__PURE__ */ trainingKernel<'x' | 'alpha'>(
  Prelu,
  () =>
    ({ inputs: { x, alpha }, attrs, backend }) => {
      const run = (own: TensorInfo) => ofAll({ inputs: { x, alpha: own }, attrs, backend });
      if (util.arraysEqual(x.shape, alpha.shape)) return run(alpha);
      const { shape } = x;
      const copy = { shape, strides: broadcastStrides(alpha.shape, shape.length), offset: 0, dtype: alpha.dtype };
      return disposing(backend, stridedCopy({ inputs: { x: alpha }, attrs: copy, backend }), run);
    },
);
