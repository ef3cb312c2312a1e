import { abs, greater, max, mul, type Tensor, type Tensor3D, transpose, where } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { productOverPositions } from '../productOverPositions';
import { timesSymmetric } from './timesSymmetric';
import { gramWasm } from './wasm';
import { gramWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Gram',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }) => ({ x: () => timesSymmetric(x, dy) }),
  kernels: { wasm: gramWasm, webgpu: gramWebgpu },
});

/** XᵀX of each example, from [batch, positions, channels] to [batch, channels, channels]. */
export const gram = (x: Tensor3D): Tensor3D => run({ x });

/** Channels whose entries exceed 2⁴⁰ are divided by 2⁸⁸, so that no sum of products overflows float32. */
const [large, divisor] = [2 ** 40, 2 ** 88];

function composed({ x }: { x: Tensor }): Tensor {
  const isLarge = greater(max(abs(x), 1, true), large);
  const scaled = mul<Tensor3D>(x, where(isLarge, 1 / divisor, 1));
  const total = productOverPositions(scaled, scaled);
  const scale = where(isLarge, divisor, 1);
  return mul(mul(total, scale), transpose(scale, [0, 2, 1]));
}
