import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { requireInUse } from '../internal/arguments';
import { describe, describeShape, isTensor } from '../internal/describe';
import { functionArgument } from '../internal/functionArgument';
import { ignoreRejection } from '../internal/ignoreRejection';
import { listArgument } from '../internal/listArgument';

/** `f` as a function of its float inputs only, and the name of each in an error. */
export function withoutIntegers(functionName: string, f: (...inputs: Tensor[]) => Tensor, given: Tensor | Tensor[]) {
  functionArgument(functionName, 'f', f);
  const inputs = Array.isArray(given)
    ? listArgument(functionName, 'inputs', given, 'a list of tensors', (input, index) =>
        inputArgument(functionName, `input ${index}`, input),
      )
    : [inputArgument(functionName, 'input 0', given)];
  const isFloat = ({ dtype }: Tensor) => dtype === 'float32';
  const floats = inputs.filter(isFloat);
  if (floats.length === 0) {
    const dtypes = inputs.map(({ dtype }) => dtype).join(', ');
    throw new ArgumentError(functionName, 'no input has a gradient', 'at least one float32 tensor', `[${dtypes}]`);
  }
  if (floats.every(({ size }) => size === 0)) {
    const shapes = floats.map(({ shape }) => describeShape(shape)).join(', ');
    throw new ArgumentError(functionName, 'the inputs are empty', 'at least one element to check', shapes);
  }
  return {
    functionName,
    inputs: floats,
    names: inputs.flatMap((input, index) => (isFloat(input) ? [`input ${index}`] : [])),
    f: (...xs: Tensor[]) => {
      const rest = xs.values();
      return outputOf(
        functionName,
        f(...inputs.map((input) => (isFloat(input) ? (rest.next().value as Tensor) : input))),
      );
    },
  };
}

function inputArgument(functionName: string, name: string, input: unknown): Tensor {
  if (!isTensor(input)) throw new ArgumentError(functionName, `${name} is not a tensor`, 'a tensor', describe(input));
  requireInUse(functionName, name, input);
  return input;
}

/** The result of the function under test, if it is a float32 tensor with elements to check. */
function outputOf(functionName: string, output: unknown): Tensor {
  if (!isTensor(output)) {
    ignoreRejection(output);
    throw new ArgumentError(functionName, 'f does not return a tensor', 'a float32 tensor', describe(output));
  }
  if (output.dtype !== 'float32') {
    throw new ArgumentError(functionName, 'f returns the wrong dtype', 'a float32 tensor', describe(output));
  }
  if (output.size > 0) return output;
  const got = `shape ${describeShape(output.shape)}`;
  throw new ArgumentError(functionName, 'f returns an empty tensor', 'at least one element to check', got);
}
