import {
  mul,
  reshape,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { composedApply, composedDiagonal, composedEnergy } from './composed';
import { composedWindows, type MattingAttributes } from './composedWindows';
import { applyWasm, diagonalWasm, energyWasm, windowsWasm } from './wasm';
import { applyWebgpu, diagonalWebgpu, energyGradWebgpu, energyWebgpu, windowsWebgpu } from './webgpu';

/**
 * The image as planes [K, height, width] and the result of `mattingWindows` for it. Both are constants; only x has a
 * gradient.
 */
export interface WindowedImage {
  image: Tensor3D;
  windows: Tensor4D;
}

const runWindows = /* @__PURE__ */ defineOp<'image', MattingAttributes>({
  name: 'MattingWindows',
  inputs: ['image'],
  composed: composedWindows,
  kernels: { wasm: windowsWasm, webgpu: windowsWebgpu },
});

/**
 * The statistics of every window of an image [K, height, width], as [K, K + 1, height − 2r, width − 2r]. Vector 0 is
 * the mean of I_i − I_centre; vectors 1 to K are the rows of a W with
 *
 *     WᵀW = (Σ_i D_i D_iᵀ + ε Id)⁻¹,  D_i = I_i − μ
 *
 * The tensor is empty, [K, K + 1, 0, 0], on a backend that does not need it; the ops below accept that on any backend.
 */
export const mattingWindows = (image: Tensor3D, attributes: MattingAttributes): Tensor4D =>
  runWindows({ image }, attributes);

const runApply = /* @__PURE__ */ defineOp<'image' | 'windows' | 'x', MattingAttributes>({
  name: 'MattingApply',
  inputs: ['image', 'windows', 'x'],
  composed: composedApply,
  // L is symmetric.
  gradient: (dy, { image, windows }, attributes) => ({
    x: () => mattingApply({ image, windows } as WindowedImage, dy as Tensor3D, attributes),
  }),
  kernels: { wasm: applyWasm, webgpu: applyWebgpu },
});

/** L x, for each channel of x [height, width, channels]. */
export const mattingApply = ({ image, windows }: WindowedImage, x: Tensor3D, attributes: MattingAttributes): Tensor3D =>
  runApply({ image, windows, x }, attributes);

const runEnergy = /* @__PURE__ */ defineOp<'image' | 'windows' | 'x', MattingAttributes>({
  name: 'MattingEnergy',
  inputs: ['image', 'windows', 'x'],
  composed: composedEnergy,
  gradient: (dy, inputs, attributes) => ({ x: () => runEnergyGrad({ dy, ...inputs }, attributes) }),
  kernels: { wasm: energyWasm, webgpu: energyWebgpu },
});

const runEnergyGrad = /* @__PURE__ */ defineOp<'dy' | 'image' | 'windows' | 'x', MattingAttributes>({
  name: 'MattingEnergyGrad',
  inputs: ['dy', 'image', 'windows', 'x'],
  composed: ({ dy, image, windows, x }, attributes): Tensor =>
    mul(mul(dy, 2), mattingApply({ image, windows } as WindowedImage, x as Tensor3D, attributes)),
  gradient: (ddx, { dy, image, windows, x }, attributes) => ({
    dy: (): Tensor => {
      const slopes = mattingApply({ image, windows } as WindowedImage, x as Tensor3D, attributes);
      return sumLastAxis(reshape(mul(ddx, slopes), [x.size]), 2);
    },
    x: (): Tensor => runEnergyGrad({ dy, image, windows, x: ddx }, attributes),
  }),
  kernels: { webgpu: energyGradWebgpu },
});

/** Σ_c x_cᵀ L x_c over the channels of x [height, width, channels], computed as a sum of squares, so never negative. */
export const mattingEnergy = ({ image, windows }: WindowedImage, x: Tensor3D, attributes: MattingAttributes): Scalar =>
  runEnergy({ image, windows, x }, attributes);

const runDiagonal = /* @__PURE__ */ defineOp<'image' | 'windows', MattingAttributes>({
  name: 'MattingDiagonal',
  inputs: ['image', 'windows'],
  composed: composedDiagonal,
  kernels: { wasm: diagonalWasm, webgpu: diagonalWebgpu },
});

/** The diagonal of L, [height, width]. */
export const mattingDiagonal = ({ image, windows }: WindowedImage, attributes: MattingAttributes): Tensor2D =>
  runDiagonal({ image, windows }, attributes);
