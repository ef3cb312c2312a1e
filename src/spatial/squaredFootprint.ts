import {
  abs,
  add,
  all,
  div,
  greater,
  isFinite as isFiniteTensor,
  logicalAnd,
  mul,
  onesLike,
  reshape,
  split,
  square,
  sub,
  type Tensor,
  type Tensor3D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { select } from '../ops/select';

/**
 * ρ² = max(|∂(x, y)/∂X|², |∂(x, y)/∂Y|²): the squared distance, in pixels of the images, between neighbouring pixels
 * (X, Y) of the output; 0 where that is not a number. `matrix` maps pixels to pixels. For a projective matrix,
 * `homogeneous` is its result (u, v, w).
 */
export function squaredFootprint(matrix: Tensor3D, homogeneous?: Tensor): Tensor {
  const [batch, rows] = matrix.shape;
  const entries = numbersOrZero(matrix, [1, 2]);
  const mapped = homogeneous && numbersOrZero(homogeneous, [3]);
  const [alongX, alongY] = split(entries, 3, 2).map((column) => {
    const derivatives = split(reshape(column, [batch, 1, 1, rows]), rows, 3);
    const [dx, dy] = mapped ? quotientDerivatives(derivatives, mapped) : derivatives;
    return add(square(dx), square(dy));
  });
  return select(
    noGradient(() => greater(alongX, alongY)),
    alongX,
    alongY,
  );
}

/**
 * `x`, with zeros for all entries along `axes` if one is NaN or infinite, because its square would have a slope of NaN.
 */
const numbersOrZero = (x: Tensor, axes: number[]): Tensor =>
  select(
    noGradient(() => all(isFiniteTensor(x), axes, true)),
    x,
    zerosLike(x),
  );

/** ∂(u / w) = (∂u − (u / w) ∂w) / w and ∂(v / w); 0 near w = 0, where there is no image. */
function quotientDerivatives([du, dv, dw]: Tensor[], homogeneous: Tensor): Tensor[] {
  const [u, v, w] = split(homogeneous, 3, 3);
  const away = noGradient(() => greater(abs(w), 1e-6));
  const depth = select(away, w, onesLike(w));
  return [
    [u, du],
    [v, dv],
  ].map(([numerator, derivative]) => {
    const quotient = div(sub(derivative, mul(div(numerator, depth), dw)), depth);
    const known = noGradient(() => logicalAnd(away, isFiniteTensor(quotient)));
    return select(known, quotient, zerosLike(quotient));
  });
}
