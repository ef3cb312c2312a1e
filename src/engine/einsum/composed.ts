import { matMul, mul, reshape, sum, type Tensor, transpose, util } from '@tensorflow/tfjs-core';
import { common, only, parseEquation } from './terms';

/**
 * A sum of products of one or two tensors, as one matrix product between transposed inputs and a transposed result. It
 * belongs to the engine because the gradient of tfjs's Einsum, which `gradients` registers for every backend, calls it.
 */
export function einsum(equation: string, tensors: readonly Tensor[]): Tensor {
  const { terms, result } = parseEquation(equation, tensors);
  const [a, b] = terms;
  if (tensors.length === 1) return arrange(tensors[0], a, result);

  const batch = common(a, b, result);
  const contracted = only(common(a, b), result);
  const [rows, columns] = [only(common(a, result), b), only(common(b, result), a)];
  const left = arrange(tensors[0], a, batch + rows + contracted);
  const right = arrange(tensors[1], b, batch + contracted + columns);

  const sizeOf = sizes([left, right], [batch + rows + contracted, batch + contracted + columns]);
  const product = matrixProduct(
    reshape(
      left,
      [batch, rows, contracted].map((letters) => util.sizeFromShape(sizeOf(letters))),
    ),
    reshape(
      right,
      [batch, contracted, columns].map((letters) => util.sizeFromShape(sizeOf(letters))),
    ),
  );
  const arranged = batch + rows + columns;
  return arrange(reshape(product, sizeOf(arranged)), arranged, result);
}

/** tfjs multiplies only matrices of float32. */
const matrixProduct = (left: Tensor, right: Tensor): Tensor => {
  if (left.dtype === 'float32' && right.dtype === 'float32') return matMul(left, right);
  const [batch, rows, contracted] = left.shape;
  return sum(mul(reshape(left, [batch, rows, contracted, 1]), reshape(right, [batch, 1, contracted, -1])), 2);
};

/** Sums over the unwanted axes, and orders the others. */
function arrange(x: Tensor, axes: string, wanted: string): Tensor {
  const summed = [...only(axes, wanted)].map((letter) => axes.indexOf(letter));
  const kept = common(axes, wanted);
  const rest = summed.length > 0 ? sum(x, summed) : x;
  return kept === wanted
    ? rest
    : transpose(
        rest,
        [...wanted].map((letter) => kept.indexOf(letter)),
      );
}

/** The lengths of axes, keyed by their letters. */
const sizes = (tensors: Tensor[], terms: string[]) => {
  const lengths = new Map(
    terms.flatMap((term, index) => [...term].map((letter, i) => [letter, tensors[index].shape[i]])),
  );
  return (letters: string) => [...letters].map((letter) => lengths.get(letter)!);
};
