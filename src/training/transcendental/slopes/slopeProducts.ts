import { exp, mul, neg, square, sub, type Tensor, tanh, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../../engine/defineOp';
import { wasmKernel } from '../../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

interface Definition {
  name: string;
  kernel: keyof Exports;
  /** f′(x). */
  slope(x: Tensor): Tensor;
  /** f″(x) / f′(x). */
  ratio(x: Tensor): Tensor;
}

/** dy · f′(x) in one pass. */
function slopeProduct({ name, kernel, slope, ratio }: Definition) {
  const run = defineOp<'dy' | 'x'>({
    name,
    inputs: ['dy', 'x'],
    composed: ({ dy, x }) => mul(dy, slope(x)),
    gradient: (dz, { dy, x }) => ({ dy: () => product(dz, x), x: () => mul(product(mul(dz, dy), x), ratio(x)) }),
    kernels: {
      wasm: wasmKernel<Exports, 'dy' | 'x'>({
        module: wasmModule,
        output: ({ x }) => x.shape,
        products: ({ x }) => 32 * util.sizeFromShape(x.shape), // a number takes as long as 32 products
        run: (_, at, { x }, _attributes, { spread }) => {
          const named = { ...at, count: util.sizeFromShape(x.shape) };
          spread(kernel, named, { units: 'count', bytes: { dy: 4, x: 4, output: 4 } });
        },
      }),
    },
  });
  const product = (dy: Tensor, x: Tensor): Tensor => run({ dy, x });
  return product;
}

export const erfGradient = /* @__PURE__ */ slopeProduct({
  name: 'SlopeProductsErfGradient',
  kernel: 'erfGradient',
  slope: (x) => mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)),
  ratio: (x) => mul(x, -2),
});

export const tanhGradient = /* @__PURE__ */ slopeProduct({
  name: 'SlopeProductsTanhGradient',
  kernel: 'tanhGradient',
  slope: (x) => sub(1, square(tanh(x))),
  ratio: (x) => mul(tanh(x), -2),
});
