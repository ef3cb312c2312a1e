import {
  AvgPool,
  AvgPoolGrad,
  MaxPool,
  MaxPoolGrad,
  mul,
  type Tensor,
  type TensorInfo,
  tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { disposing } from '../../webgpu/disposing';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { explicit } from '../explicitPad';
import { MaxPoolTake } from '../pooling/maxPoolTake';
import { avgPool3D, avgPool3DGrad, maxPool3D, maxPool3DGrad } from '../pooling/volumes';
import { type PoolAttributes, poolInfo, windows } from '../pooling/windows';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { tensorOf } from './tensorOf';

/** Stock computes the wrong size for a number as pad. */
const avgPool = /* @__PURE__ */ trainingKernel<'x', PoolAttributes>(AvgPool, (stock) => (call) => {
  const { x } = call.inputs;
  if (x.shape.includes(0)) return zeros(poolInfo(x, call.attrs).outShape);
  return stock({ ...call, attrs: { ...call.attrs, pad: explicit(call.attrs.pad) } });
});

/** Stock divides by the whole window, but the pool itself divides by the part inside the image. */
const avgPoolGrad = /* @__PURE__ */ trainingKernel<'input' | 'dy', PoolAttributes>(AvgPoolGrad, (stock) => (call) => {
  const { input, dy } = call.inputs as Record<'input' | 'dy', Tensor>;
  if (input.size === 0 || dy.size === 0) return zeros(input.shape);
  const attrs = { ...call.attrs, pad: explicit(call.attrs.pad) };
  const of = windows({ input, dy }, attrs);
  const rows = shares(of.outHeight, of.filterHeight, of.strideY, of.padTop, of.height);
  const columns = shares(of.outWidth, of.filterWidth, of.strideX, of.padLeft, of.width);
  const factors = rows.flatMap((row) => columns.map((column) => row * column));
  if (factors.every((factor) => factor === 1)) return stock({ ...call, attrs });
  return tidy(() => {
    const scaled = mul(dy, tensor(factors, [1, of.outHeight, of.outWidth, 1]));
    return tensorOf(stock({ ...call, inputs: { input, dy: scaled }, attrs }));
  });
});

/** For each window along an axis, its length over that of its part inside the image. */
const shares = (count: number, filter: number, stride: number, pad: number, size: number) =>
  Array.from({ length: count }, (_, index) => {
    const first = index * stride - pad;
    return filter / (Math.min(size, first + filter) - Math.max(0, first));
  });

/** An entry of a tensor of windows or images, and its channel. */
const place = (height: string, width: string) => /* wgsl */ `
  let channel = index % uniforms.channels;
  let x = index / uniforms.channels % uniforms.${width};
  let y = index / uniforms.channels / uniforms.${width} % uniforms.${height};
  let image = index / uniforms.channels / uniforms.${width} / uniforms.${height};
`;

/**
 * For each window `found`: its first maximum or first NaN, `largest`, or the number of the tap that has it, `first`.
 * A window outside the image has −∞ and −1.
 */
const maxima = (name: string, found: string) =>
  webgpuKernel<'input' | 'dy', PoolAttributes>({
    name,
    inputs: ['input'],
    output: ({ dy }) => dy.shape,
    integers: windows,
    code: () => /* wgsl */ `
    fn valueAt(index: i32) -> f32 {
      ${place('outHeight', 'outWidth')}
      var largest = -uniforms.INFINITY;
      var first = -1;
      for (var r = 0; r < uniforms.filterHeight; r++) {
        let row = y * uniforms.strideY - uniforms.padTop + r;
        if (row < 0 || row >= uniforms.height) { continue; }
        for (var s = 0; s < uniforms.filterWidth; s++) {
          let column = x * uniforms.strideX - uniforms.padLeft + s;
          if (column < 0 || column >= uniforms.width) { continue; }
          let value = inputAt(((image * uniforms.height + row) * uniforms.width + column) * uniforms.channels + channel);
          if (first < 0 || value > largest || (isnan(value) && !isnan(largest))) {
            largest = value;
            first = r * uniforms.filterWidth + s;
          }
        }
      }
      return ${found};
    }
  `,
  });

const firstMaxima = /* @__PURE__ */ maxima('firstMaxima', 'f32(first)');
const largest = /* @__PURE__ */ maxima('maxPool', 'largest');

/** The same, and stock loses NaN. */
const maxPool = /* @__PURE__ */ trainingKernel<'x', PoolAttributes>(MaxPool, (stock) => (call) => {
  const { x } = call.inputs;
  const { outShape } = poolInfo(x, call.attrs);
  if (x.shape.includes(0)) return zeros(outShape, x.dtype);
  if (x.dtype !== 'float32') return stock({ ...call, attrs: { ...call.attrs, pad: explicit(call.attrs.pad) } });
  return largest({ ...call, inputs: { input: x, dy: { ...x, shape: outShape } } });
});

/** Adds dy of the windows that have their first maximum here. */
const scattered = /* @__PURE__ */ webgpuKernel<'input' | 'dy' | 'taps', PoolAttributes>({
  name: 'maxPoolGrad',
  inputs: ['dy', 'taps'],
  output: ({ input }) => input.shape,
  integers: windows,
  code: () => /* wgsl */ `
    /** The first window that reaches a place. */
    fn firstWindow(place: i32, filterSize: i32, stride: i32) -> i32 {
      return (max(place - filterSize + 1, 0) + stride - 1) / stride;
    }

    fn valueAt(index: i32) -> f32 {
      ${place('height', 'width')}
      let row = y + uniforms.padTop;
      let column = x + uniforms.padLeft;
      var sum = 0.0;
      for (var i = firstWindow(row, uniforms.filterHeight, uniforms.strideY);
        i <= row / uniforms.strideY && i < uniforms.outHeight; i++) {
        for (var j = firstWindow(column, uniforms.filterWidth, uniforms.strideX);
          j <= column / uniforms.strideX && j < uniforms.outWidth; j++) {
          let tap = (row - i * uniforms.strideY) * uniforms.filterWidth + column - j * uniforms.strideX;
          let window = ((image * uniforms.outHeight + i) * uniforms.outWidth + j) * uniforms.channels + channel;
          if (i32(tapsAt(window)) == tap) { sum += dyAt(window); }
        }
      }
      return sum;
    }
  `,
});

const taken = /* @__PURE__ */ webgpuKernel<'input' | 'dy' | 'v' | 'taps', PoolAttributes>({
  name: 'maxPoolTake',
  inputs: ['v', 'taps'],
  output: ({ dy }) => dy.shape,
  integers: windows,
  code: () => /* wgsl */ `
    fn valueAt(index: i32) -> f32 {
      ${place('outHeight', 'outWidth')}
      let tap = i32(tapsAt(index));
      if (tap < 0) { return 0.0; }
      let row = y * uniforms.strideY - uniforms.padTop + tap / uniforms.filterWidth;
      let column = x * uniforms.strideX - uniforms.padLeft + tap % uniforms.filterWidth;
      return vAt(((image * uniforms.height + row) * uniforms.width + column) * uniforms.channels + channel);
    }
  `,
});

/** Stock gives the gradient of a tie to the last element; the first one gets it. */
const maxPoolGrad = /* @__PURE__ */ trainingKernel<'input' | 'dy', PoolAttributes>(
  MaxPoolGrad,
  () => (call) =>
    disposing(call.backend, firstMaxima(call), (taps) => scattered({ ...call, inputs: { ...call.inputs, taps } })),
);

/** Takes from `v` the value at the first maximum of each window of `input`. */
const maxPoolTake = /* @__PURE__ */ trainingKernel<'input' | 'dy' | 'v', PoolAttributes>(
  MaxPoolTake,
  () => (call) =>
    disposing(call.backend, firstMaxima(call), (taps: TensorInfo) =>
      taken({ ...call, inputs: { ...call.inputs, taps } }),
    ),
);

export const pooling: readonly TrainingKernel[] = /* @__PURE__ */ [
  ...[avgPool, avgPoolGrad, maxPool, maxPoolGrad, maxPoolTake],
  ...[avgPool3D, avgPool3DGrad, maxPool3D, maxPool3DGrad],
];
