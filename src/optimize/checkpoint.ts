import { clone, Tensor } from '@tensorflow/tfjs-core';
import { recomputed } from '../engine/recomputed';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { ignoreRejection } from '../internal/ignoreRejection';

/**
 * Makes a function recompute its intermediate results: the same values and gradients for less memory and more time.
 *
 *     y = f(x)            dx = (∂f/∂x)ᵀ dy,  with f(x) recomputed
 *
 * tfjs keeps the tensors that each op saves, and the gradient of each op's result, until the gradient of the whole has
 * been computed. A checkpointed function keeps only its arguments. Its gradient runs `f` once more, and frees
 * everything except the gradients of the arguments before the gradient of the preceding function is computed. A network
 * cut into such pieces, for example at its pools, needs the memory of the ends of all pieces and of the largest piece;
 * its gradient costs one more forward pass.
 *
 * It is differentiable as often as `f` is. A second gradient saves no memory. Pieces may be nested.
 *
 * @param f A function of float32 tensors that returns one tensor, always the same for the same arguments. It runs
 * within `tf.tidy`, so it may not be async. Anything that it uses from outside, such as the weights of a network or
 * integers, is a constant: only its arguments have a gradient.
 * @returns A function of the same tensors with the same result.
 * @throws ArgumentError if f is not a function; when called, if an argument or the result of f is not a float32 tensor,
 * or has been disposed.
 *
 * @example
 * const cube = checkpoint((x) => tf.mul(x, tf.square(x)));
 * cube(tf.scalar(2)).print(); // 8
 * tf.grad(cube)(tf.scalar(2)).print(); // 12
 *
 * @see Chen et al. 2016, "Training deep nets with sublinear memory cost". PyTorch's `checkpoint` differs: it also
 * sees the weights that f uses.
 */
export function checkpoint<Inputs extends Tensor[], Output extends Tensor>(
  f: (...inputs: Inputs) => Output,
): (...inputs: Inputs) => Output {
  functionArgument('checkpoint', 'f', f);
  // A new tensor, even if f returns an argument.
  const value = (...inputs: Tensor[]): Tensor => clone(requireTensor('f(...)', f(...(inputs as Inputs))));
  const forgetful = recomputed(value);
  return (...inputs) => {
    for (const [index, input] of inputs.entries()) requireTensor(`argument ${index}`, input);
    return forgetful(...inputs) as Output;
  };
}

function requireTensor(name: string, value: unknown): Tensor {
  if (value instanceof Tensor && !value.isDisposed && value.dtype === 'float32') return value;
  ignoreRejection(value);
  const disposed = value instanceof Tensor && value.isDisposed;
  const [problem, expected] = disposed
    ? ['has been disposed', 'a tensor in use']
    : ['is of the wrong kind', 'a float32 tensor'];
  throw new ArgumentError('checkpoint', `${name} ${problem}`, expected, describe(value));
}
