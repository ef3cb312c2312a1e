import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';

/** `f` as a function of its float inputs alone, under which name each is known in an error. */
export function withoutIntegers(functionName: string, f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]) {
  const isFloat = ({ dtype }: Tensor) => dtype === 'float32';
  const floats = inputs.filter(isFloat);
  if (floats.length === 0) {
    const dtypes = inputs.map(({ dtype }) => dtype).join(', ');
    throw new ArgumentError(functionName, 'no input has a gradient', 'at least one float32 tensor', `[${dtypes}]`);
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
