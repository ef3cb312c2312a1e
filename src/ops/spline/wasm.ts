import { dispose, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { splineGradKernel, splineKernel } from './float64';
import { type Exports, wasmModule } from './module.generated';
import type { PixelLoops, Splines } from './pixelLoops';

type Sizes = Pick<Splines, 'systems' | 'batch' | 'count'>;

const values = /* @__PURE__ */ wasmKernel<Exports, 'points' | 'coefficients' | 'ys' | 'xs', Sizes>({
  module: wasmModule,
  output: ({ ys, xs }, { batch }) => [batch, ys.shape[0], xs.shape[0], 2],
  scratch: ({ scratchBytes }, _, { count }) => scratchBytes({ batch: 0, count }),
  run: (module, at, { ys, xs }, sizes) => module.values({ ...at, ...sizes, height: ys.shape[0], width: xs.shape[0] }),
});

const sums = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'points' | 'coefficients' | 'ys' | 'xs', Sizes>({
  module: wasmModule,
  output: (_, { batch, count }) => [batch, 2 * count + 3, 2, 2],
  scratch: ({ scratchBytes }, _, { batch, count }) => scratchBytes({ batch, count }),
  run: (module, at, { ys, xs }, sizes) => module.sums({ ...at, ...sizes, height: ys.shape[0], width: xs.shape[0] }),
});

/** The loops over all pixels in WASM. */
export const wasmLoops: PixelLoops = {
  values: (splines) => withTensors(splines, (inputs, attrs) => values({ inputs, attrs, backend: splines.backend })),
  sums: (splines, dy) =>
    withTensors(splines, (inputs, attrs) => {
      const { backend } = splines;
      const total = sums({ inputs: { ...inputs, dy }, attrs, backend });
      const bits = backend.readSync(total.dataId) as Float32Array;
      backend.disposeData(total.dataId);
      return new Float64Array(bits.slice().buffer);
    }),
};

/** Runs a kernel on points and coefficients. tfjs has no float64, so each number goes as the bits of two float32. */
function withTensors<Result>(
  { systems, batch, count, points, coefficients, attributes }: Splines,
  run: (inputs: Record<'points' | 'coefficients' | 'ys' | 'xs', Tensor>, sizes: Sizes) => Result,
): Result {
  const [ys, xs] = attributes.coordinates.map((places) => tensor1d(places));
  const inputs = { points: bitsOf(points), coefficients: bitsOf(coefficients), ys, xs };
  try {
    return run(inputs, { systems, batch, count });
  } finally {
    dispose(inputs);
  }
}

const bitsOf = ({ buffer, byteOffset, length }: Float64Array) =>
  tensor1d(new Float32Array(buffer, byteOffset, 2 * length));

export const splineWasm = /* @__PURE__ */ splineKernel(wasmLoops);
export const splineGradWasm = /* @__PURE__ */ splineGradKernel(wasmLoops);
