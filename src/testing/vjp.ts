import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { vjp as productOf } from '../engine/vjp';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape, tensorArgument } from '../internal/arguments';
import { isArray, isTensor } from '../internal/describe';
import { functionArgument } from '../internal/functionArgument';
import { ignoreRejection } from '../internal/ignoreRejection';
import { listArgument } from '../internal/listArgument';

/**
 * The vector-Jacobian product of a function: the gradient of Σ dy · f(...inputs) for each input.
 *
 *     g_i = Σ_j dy_j ∂f_j / ∂x_i
 *
 * Unlike `tf.grads`, it returns zeros for an input that `f` ignores, and leaves no tensor behind if `f` throws. It may
 * be called within the gradient of another function, so it has gradients of its own.
 *
 * @param f A function of the inputs, of any output shape.
 * @param inputs A float32 tensor, or one for each argument of `f`. They are not disposed.
 * @param dy The weights of the outputs (the cotangent), of the shape of f(...inputs).
 * @returns The gradient for each input, in a list.
 * @throws ArgumentError if `f` is not a function or does not return a tensor, there is no input, one is not a float32
 * tensor in use, or dy has another shape than the output.
 *
 * @example
 * const [ofA, ofB] = vjp((a, b) => tf.mul(a, b), [tf.tensor([1, 2]), tf.tensor([3, 4])], [1, 10]);
 * ofA.print(); // [3, 40]
 * ofB.print(); // [1, 20]
 */
export function vjp(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor | Tensor[], dy: Tensor | TensorLike): Tensor[] {
  functionArgument('vjp', 'f', f);
  const list: readonly unknown[] = isArray(inputs) ? inputs : [inputs];
  const given = listArgument('vjp', 'inputs', list, 'a list of tensors', (input, index) => {
    const isFloat = isTensor(input) && input.dtype === 'float32';
    if (isFloat) return tensorArgument<Tensor>('vjp', `input ${index}`, input);
    throw new ArgumentError('vjp', `input ${index} has no gradient`, 'a float32 tensor', describe(input));
  });
  if (given.length === 0) throw new ArgumentError('vjp', 'inputs is empty', 'at least one tensor', '[]');
  return tidy(() => {
    const weights = tensorArgument('vjp', 'dy', dy);
    const weighted = (...xs: Tensor[]) => {
      const output: unknown = f(...xs);
      if (isTensor(output) && output.shape.join() === weights.shape.join()) return output;
      ignoreRejection(output);
      const expected = `a tensor of the shape of dy, ${describeShape(weights.shape)}`;
      throw new ArgumentError('vjp', 'f does not fit dy', expected, describe(output));
    };
    return productOf(weighted, given, weights);
  });
}
