import {
  add,
  mean,
  mul,
  reshape,
  rsqrt,
  slice,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

interface LayerNormAttributes {
  epsilon: number;
}

const sizesOf = ({ x }: { x: TensorInfo }) => ({ rows: x.shape[0], features: x.shape[1] });

/** A number takes as long as 64 products. */
const products = ({ x }: { x: TensorInfo }) => 64 * x.shape[0] * x.shape[1];

function moments(x: Tensor, epsilon: number): { normalized: Tensor; inverse: Tensor } {
  const centred = sub(x, mean(x, 1, true));
  const inverse = rsqrt(add(mean(square(centred), 1, true), epsilon));
  return { normalized: mul(centred, inverse), inverse };
}

const run = /* @__PURE__ */ defineOp<'x' | 'scale' | 'offset', LayerNormAttributes>({
  name: 'LayerNorm',
  inputs: ['x', 'scale', 'offset'],
  composed: ({ x, scale, offset }, { epsilon }) => add(mul(moments(x, epsilon).normalized, scale), offset),
  gradient: (dy, { x, scale }, attributes) => {
    const ofParameters = parameterGradients({ dy, x }, attributes);
    const part = (index: number) => () => reshape(slice(ofParameters, [index, 0], [1, -1]), scale.shape);
    return { x: () => inputGradient({ dy, x, scale }, attributes), scale: part(0), offset: part(1) };
  },
  kernels: {
    wasm: /* @__PURE__ */ wasmKernel<Exports, 'x' | 'scale' | 'offset', LayerNormAttributes>({
      module: wasmModule,
      output: ({ x }) => x.shape,
      products,
      run: (_, at, inputs, { epsilon }, { spread }) => {
        const sizes = sizesOf(inputs);
        const bytes = { x: 4 * sizes.features, output: 4 * sizes.features };
        spread('normalize', { ...at, ...sizes, epsilon }, { units: 'rows', bytes });
      },
    }),
  },
});

const inputGradient = /* @__PURE__ */ defineOp<'dy' | 'x' | 'scale', LayerNormAttributes>({
  name: 'LayerNormInputGrad',
  inputs: ['dy', 'x', 'scale'],
  composed: ({ dy, x, scale }, { epsilon }) => {
    const { normalized, inverse } = moments(x, epsilon);
    const g = mul(dy, scale);
    const product = mul(normalized, mean(mul(g, normalized), 1, true));
    return mul(sub(sub(g, mean(g, 1, true)), product), inverse);
  },
  kernels: {
    wasm: /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'x' | 'scale', LayerNormAttributes>({
      module: wasmModule,
      output: ({ x }) => x.shape,
      products,
      run: (_, at, inputs, { epsilon }, { spread }) => {
        const sizes = sizesOf(inputs);
        const row = 4 * sizes.features;
        const bytes = { dy: row, x: row, output: row };
        spread('inputGradient', { ...at, ...sizes, epsilon }, { units: 'rows', bytes });
      },
    }),
  },
});

/** The gradients of scale and offset, [2, features]. */
const parameterGradients = /* @__PURE__ */ defineOp<'dy' | 'x', LayerNormAttributes>({
  name: 'LayerNormParameterGrad',
  inputs: ['dy', 'x'],
  composed: ({ dy, x }, { epsilon }) => stack([sum(mul(dy, moments(x, epsilon).normalized), 0), sum(dy, 0)]),
  kernels: {
    wasm: /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'x', LayerNormAttributes>({
      module: wasmModule,
      output: ({ x }) => [2, x.shape[1]],
      products,
      scratch: (_, inputs) => 8 * sizesOf(inputs).rows,
      ownScratch: ({ ownBytes }) => ownBytes(),
      run: ({ columnUnits }, at, inputs, { epsilon }, { spread, split }) => {
        const sizes = sizesOf(inputs);
        const bytes = { x: 4 * sizes.features, output: 8 };
        spread('statistics', { ...at, output: at.scratch, ...sizes, epsilon }, { units: 'rows', bytes });
        split('parameterGradients', { ...at, rowStatistics: at.scratch, ...sizes }, columnUnits(sizes));
      },
    }),
  },
});

/** (x − mean) / √(variance + ε) · scale + offset for each row of x [rows, features], in one pass over memory. */
export const layerNorm = (x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Tensor =>
  run({ x, scale, offset }, { epsilon });
