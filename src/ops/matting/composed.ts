import {
  add,
  addN,
  expandDims,
  mul,
  relu,
  square,
  squeeze,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { composedWindows, type MattingAttributes } from './composedWindows';
import {
  atPixelOfWindows,
  centredPixels,
  innerProduct,
  type Offset,
  sumOverWindow,
  vectorsOf,
  windowSize,
} from './windowPixels';

interface Inputs {
  image: Tensor;
  windows: Tensor;
  x: Tensor;
}

/** (L x)_i = Σ_{k∋i} r_{k,i}, the residuals of pixel i in the windows k that contain it. */
export function composedApply(inputs: Inputs, attributes: MattingAttributes): Tensor {
  const { radius } = attributes;
  const { residual } = fitWindows(inputs, attributes);
  const product = sumOverWindow(radius, (offset) => atPixelOfWindows(residual(offset), offset, radius));
  return transpose(squeeze(product, [0]), [1, 2, 0]);
}

/** Σ_k (Σ_{i∈k} r_{k,i}² + ε |a_k|²). */
export function composedEnergy(inputs: Inputs, attributes: MattingAttributes): Tensor {
  const { residual, slopes } = fitWindows(inputs, attributes);
  const squares = sumOverWindow(attributes.radius, (offset) => square(residual(offset)));
  const perWindow = add(squares, mul(innerProduct(slopes, slopes), attributes.epsilon));
  // In two stages, because WASM adds in float32 in a single pass.
  return sum(sum(perWindow, 3));
}

/** L_ii = Σ_{k∋i} (1 − 1/|w| − |W_k D_i|²). Only rounding can make a term negative. */
export function composedDiagonal({ image, windows }: Omit<Inputs, 'x'>, attributes: MattingAttributes): Tensor {
  const { radius } = attributes;
  const { mean, whitening } = statistics({ image, windows }, attributes);
  const colour = centredPixels(expandDims(image, 1), radius, mean);
  const diagonal = sumOverWindow(radius, (offset) => {
    const leverage = addN(whitening.map((direction) => square(innerProduct(direction, colour(offset)))));
    return atPixelOfWindows(relu(sub<Tensor4D>(1 - 1 / windowSize(radius), leverage)), offset, radius);
  });
  return squeeze(diagonal, [0, 1]);
}

/**
 * The affine colour model x_i ≈ a·D_i + x̄ of every window, D_i = I_i − mean, for each channel of x, and its residual
 * r_i = x_i − x̄ − a·D_i. For the rows w of W in turn, S⁻¹ = WᵀW:
 *
 *     a ← a + w (w·(Σ_i r_i D_i − ε a))
 *
 * Fitting all rows to x at once would give the same result without rounding. With rounding, a direction in which
 * colours hardly differ would amplify the float32 errors of the others. S⁻¹ itself is so large that float32 would
 * cancel.
 */
function fitWindows({ image, windows, x }: Inputs, attributes: MattingAttributes) {
  const { radius, epsilon } = attributes;
  const { mean, whitening } = statistics({ image, windows }, attributes);
  const colour = centredPixels(expandDims(image, 1), radius, mean);
  const value = centredPixels(expandDims(transpose(x, [2, 0, 1]), 0), radius);
  const residualOf =
    (slopes: Tensor4D) =>
    (offset: Offset): Tensor4D =>
      sub(value(offset), innerProduct(slopes, colour(offset)));
  const timesColours = (residual: (offset: Offset) => Tensor4D) =>
    sumOverWindow(radius, (offset) => mul(residual(offset), colour(offset)));
  const along = (direction: Tensor4D, rest: Tensor4D): Tensor4D => mul(innerProduct(rest, direction), direction);

  const [first, ...others] = whitening;
  let slopes = tidy(() => along(first, timesColours(value)));
  for (const direction of others) {
    const before = slopes;
    slopes = tidy(() => {
      const rest = sub<Tensor4D>(timesColours(residualOf(before)), mul(before, epsilon));
      return add(before, along(direction, rest));
    });
  }
  return { slopes, residual: residualOf(slopes) };
}

/** The mean of every window and the rows of its W; computed here if the windows come from a backend without them. */
function statistics({ image, windows }: Omit<Inputs, 'x'>, attributes: MattingAttributes) {
  const given = (windows.size > 0 ? windows : composedWindows({ image }, attributes)) as Tensor4D;
  const [mean, ...whitening] = Array.from({ length: given.shape[1] }, (_, index) => vectorsOf(given, index, 1));
  return { mean, whitening };
}
