import { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape, requireInUse } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';

/** `f` as a function of its float inputs alone, under which name each is known in an error. */
export function withoutIntegers(functionName: string, f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]) {
  functionArgument(functionName, 'f', f);
  const stranger = inputs.findIndex((input) => !(input instanceof Tensor));
  if (stranger >= 0) {
    const got = describe(inputs[stranger]);
    throw new ArgumentError(functionName, `input ${stranger} is not a tensor`, 'a tensor', got);
  }
  for (const [index, input] of inputs.entries()) requireInUse(functionName, `input ${index}`, input);
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
      return f(...inputs.map((input) => (isFloat(input) ? (rest.next().value as Tensor) : input)));
    },
  };
}
