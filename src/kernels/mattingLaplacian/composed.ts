import {
  add,
  expandDims,
  mul,
  relu,
  slice,
  square,
  squeeze,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { WindowAttributes } from './op';
import { atPixelOfWindows, centredPixels, type Offset, sumOverWindow, windowMean, windowSize } from './windowPixels';

interface Inputs {
  image: Tensor;
  windows: Tensor;
  x: Tensor;
}

/** (L x)_i = Σ_{k∋i} r_{k,i}, the residuals of pixel i in the windows k that it lies in. */
export function composedApply(inputs: Inputs, attributes: WindowAttributes): Tensor {
  const { residual } = fitWindows(inputs, attributes);
  const { radius } = attributes;
  const residuals = sumOverWindow(radius, (offset) => atPixelOfWindows(residual(offset), offset, radius));
  return squeeze(residuals, [3]);
}

/** Σ_k (Σ_{i∈k} r_{k,i}² + ε |a_k|²). */
export function composedEnergy(inputs: Inputs, attributes: WindowAttributes): Tensor {
  const { residual, slopes } = fitWindows(inputs, attributes);
  const squares = sumOverWindow(attributes.radius, (offset) => square(residual(offset)));
  const perWindow = add(squares, mul(sum(square(slopes), 3, true), attributes.epsilon));
  // In two stages: WASM adds in float32, in one pass.
  return sum(sum(perWindow, [1, 2, 3]));
}

/** L_ii = Σ_{k∋i} (1 − 1/|w| − |W_k D_i|²), none of which is negative but by rounding. */
export function composedDiagonal({ image, windows }: Omit<Inputs, 'x'>, { radius }: WindowAttributes): Tensor {
  const { mean, whitening } = unpack(windows as Tensor4D);
  const colour = centredPixels(expandDims<Tensor4D>(image, 2), mean, radius);
  const diagonal = sumOverWindow(radius, (offset) => {
    const whitened = sum(mul(whitening, colour(offset)), 3, true);
    const leverage = sum<Tensor4D>(square(whitened), 2, true);
    return atPixelOfWindows(relu(sub<Tensor4D>(1 - 1 / windowSize(radius), leverage)), offset, radius);
  });
  return squeeze(diagonal, [2, 3]);
}

/**
 * The affine colour model x_i ≈ a·D_i + x̄ of every window, D_i = I_i − mean: a = S⁻¹ Σ_i D_i (x_i − x̄) for each channel
 * of x, with S⁻¹ = WᵀW, and what it leaves, r_i = x_i − x̄ − a·D_i. S⁻¹ itself is too large for float32 to cancel in.
 */
function fitWindows({ image, windows, x }: Inputs, { radius }: WindowAttributes) {
  const { mean, whitening } = unpack(windows as Tensor4D);
  const colour = centredPixels(expandDims<Tensor4D>(image, 2), mean, radius);
  const values = expandDims<Tensor4D>(x, 3);
  const value = centredPixels(values, windowMean(values, radius), radius);

  const covariance = sumOverWindow(radius, (offset) => mul(value(offset), colour(offset)));
  const slopes = rowsOf(whitening)
    .map((row) => mul(sum(mul(covariance, row), 3, true), row))
    .reduce((total, term) => add(total, term));
  const residual = (offset: Offset): Tensor4D => sub(value(offset), sum(mul(slopes, colour(offset)), 3, true));
  return { slopes, residual };
}

function unpack(windows: Tensor4D): { mean: Tensor4D; whitening: Tensor4D } {
  return {
    mean: slice(windows, [0, 0, 0, 0], [-1, -1, 1, -1]),
    whitening: slice(windows, [0, 0, 1, 0], [-1, -1, -1, -1]),
  };
}

const rowsOf = (matrices: Tensor4D): Tensor4D[] =>
  Array.from({ length: matrices.shape[2] }, (_, row) => slice(matrices, [0, 0, row, 0], [-1, -1, 1, -1]));
