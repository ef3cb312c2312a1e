import { add, slice, square, sub, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { absolutePower } from '../absolutePower';
import { sumPerExample } from '../sumPerExample';

export interface TotalVariationAttributes {
  beta: number;
}

export const composed = ({ x }: { x: Tensor }, { beta }: TotalVariationAttributes): Tensor =>
  sumPerExample(variation(x as Tensor4D, beta));

/** The length of the gradient to the power of β, at each position that has a neighbour to the right and below. */
function variation(x: Tensor4D, beta: number): Tensor {
  const [, height, width] = x.shape;
  const shifted = (down: number, right: number) => slice(x, [0, down, right, 0], [-1, height - 1, width - 1, -1]);
  const here = shifted(0, 0);
  const squaredLength = add(square(sub(shifted(0, 1), here)), square(sub(shifted(1, 0), here)));
  return beta === 2 ? squaredLength : absolutePower(squaredLength, beta / 2);
}
