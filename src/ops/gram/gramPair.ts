import { concat, type Tensor, type Tensor3D, type TensorInfo } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { typedKernel } from '../../internal/typedKernel';
import { gram } from './gram';
import { gramPairWebgpu } from './webgpu';
import { timesSymmetricWebgpu } from './webgpuTimesSymmetric';

type Inputs = 'x' | 'style';

const gradientFor = (input: Inputs) =>
  typedKernel<Record<Inputs | 'dy', TensorInfo>>(({ inputs: { dy, ...given }, backend }) => {
    const x = given[input];
    const attrs = { first: input === 'x' ? 0 : x.shape[0] };
    return timesSymmetricWebgpu({ inputs: { x, matrix: dy }, attrs, backend });
  });

const gradForXWebgpu = /* @__PURE__ */ gradientFor('x');
const gradForStyleWebgpu = /* @__PURE__ */ gradientFor('style');

const run = /* @__PURE__ */ defineFusedOp<Inputs>({
  name: 'GramPair',
  inputs: ['x', 'style'],
  composed: ({ x, style }) => concat([gram(x as Tensor3D), gram(style as Tensor3D)]),
  kernels: { webgpu: gramPairWebgpu },
  gradientKernels: { x: { webgpu: gradForXWebgpu }, style: { webgpu: gradForStyleWebgpu } },
});

/** The Gram matrices of x, then those of style, as [2 · batch, channels, channels]; the positions may differ. */
export const gramPair = (x: Tensor3D, style: Tensor3D): Tensor => run({ x, style }, {});
