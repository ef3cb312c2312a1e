import { exp, mul, neg, square, sub, type Tensor, tanh, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../../engine/defineOp';
import { wasmKernel } from '../../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** dy · f′(x) in one pass, with f″ / f′ for its own gradient. */
function slopeProduct(name: keyof Exports, slope: (x: Tensor) => Tensor, ratio: (x: Tensor) => Tensor) {
  const run = defineOp<'dy' | 'x'>({
    name: name.charAt(0).toUpperCase() + name.slice(1),
    inputs: ['dy', 'x'],
    composed: ({ dy, x }) => mul(dy, slope(x)),
    gradient: (dz, { dy, x }) => ({ dy: () => product(dz, x), x: () => mul(product(mul(dz, dy), x), ratio(x)) }),
    kernels: {
      wasm: wasmKernel<Exports, 'dy' | 'x'>({
        module: wasmModule,
        output: ({ x }) => x.shape,
        products: ({ x }) => 32 * util.sizeFromShape(x.shape), // as long as so many products for each number
        run: (_, at, { x }, _attributes, { spread }) => {
          const named = { ...at, count: util.sizeFromShape(x.shape) };
          spread(name, named, { units: 'count', bytes: { dy: 4, x: 4, output: 4 } });
        },
      }),
    },
  });
  const product = (dy: Tensor, x: Tensor): Tensor => run({ dy, x });
  return product;
}

export const erfGradient = /* @__PURE__ */ slopeProduct(
  'erfGradient',
  (x) => mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)),
  (x) => mul(x, -2),
);

export const tanhGradient = /* @__PURE__ */ slopeProduct(
  'tanhGradient',
  (x) => sub(1, square(tanh(x))),
  (x) => mul(tanh(x), -2),
);
