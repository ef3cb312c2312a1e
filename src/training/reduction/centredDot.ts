import { mul, neg, reshape, sub, sum, type Tensor, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

type Input = 'dy' | 'x' | 'mean';

/** The rows of x and dy, each with the size of the mean. */
const sizesOf = ({ x, mean }: Record<Input, { shape: number[] }>) => {
  const inner = util.sizeFromShape(mean.shape);
  return { inner, count: inner === 0 ? 0 : util.sizeFromShape(x.shape) / inner };
};

const sumOfRows = (rows: Tensor, inputs: Record<Input, Tensor>): Tensor => {
  const { count, inner } = sizesOf(inputs);
  return reshape(sum(reshape(rows, [count, inner]), 0), inputs.mean.shape);
};

const run = /* @__PURE__ */ defineOp<Input>({
  name: 'CentredDot',
  inputs: ['dy', 'x', 'mean'],
  composed: (inputs) => sumOfRows(mul(inputs.dy, sub(inputs.x, inputs.mean)), inputs),
  gradient: (g, inputs) => ({
    dy: () => mul(g, sub(inputs.x, inputs.mean)),
    x: () => mul(g, inputs.dy),
    mean: () => neg(mul(g, sumOfRows(inputs.dy, inputs))),
  }),
  kernels: {
    wasm: /* @__PURE__ */ wasmKernel<Exports, Input>({
      module: wasmModule,
      output: ({ mean }) => mean.shape,
      scratch: ({ scratchBytes }, inputs) => scratchBytes({ inner: Math.max(2, sizesOf(inputs).inner) }),
      run: (wasm, at, inputs) => wasm.centredDot({ ...at, ...sizesOf(inputs) }),
    }),
  },
});

/** Σ dy (x − mean) over all axes but the last ones, whose shape is that of `mean`. */
export const centredDot = (dy: Tensor, x: Tensor, mean: Tensor): Tensor => run({ dy, x, mean });
