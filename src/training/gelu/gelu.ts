import { add, div, erf, exp, mul, square, sub, type Tensor, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** The value, or the gradient if there is a `dy`. */
const kernel = <Input extends string>() =>
  wasmKernel<Exports, Input | 'x'>({
    module: wasmModule,
    output: ({ x }) => x.shape,
    products: ({ x }) => 64 * util.sizeFromShape(x.shape), // a number takes as long as 64 products
    run: (_, at, { x }: Record<'x', TensorInfo>, _attributes, { spread }) => {
      const named = { dy: 0, ...at, count: util.sizeFromShape(x.shape) };
      spread('gelu', named, { units: 'count', bytes: { x: 4, dy: 4, output: 4 } });
    },
  });

/** Φ(x) = ½ (1 + erf(x / √2)). */
const normalProbability = (x: Tensor) => mul(0.5, add(1, erf(div(x, Math.SQRT2))));
/** φ(x) = e^(−x²/2) / √(2π). */
const normalDensity = (x: Tensor) => mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));

/** φ(x) (2 − x²), of which φ(x) is 0 long before x² overflows. */
function secondDerivative(x: Tensor): Tensor {
  const density = normalDensity(x);
  return sub(mul(2, density), mul(mul(x, density), x));
}

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Gelu',
  inputs: ['x'],
  composed: ({ x }) => mul(x, normalProbability(x)),
  gradient: (dy, { x }) => ({ x: () => gradient(dy, x) }),
  kernels: { wasm: /* @__PURE__ */ kernel() },
});

const runGradient = /* @__PURE__ */ defineOp<'dy' | 'x'>({
  name: 'GeluGrad',
  inputs: ['dy', 'x'],
  composed: ({ dy, x }) => mul(dy, add(normalProbability(x), mul(x, normalDensity(x)))),
  gradient: (dz, { dy, x }) => ({
    dy: () => gradient(dz, x),
    x: () => mul(mul(dz, dy), secondDerivative(x)),
  }),
  kernels: { wasm: /* @__PURE__ */ kernel<'dy'>() },
});

const gradient = (dy: Tensor, x: Tensor): Tensor => runGradient({ dy, x });

/** x Φ(x), in one pass over memory, and its gradient in another (Hendrycks & Gimpel 2016). */
export const gelu = (x: Tensor): Tensor => run({ x });
