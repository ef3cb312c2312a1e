import { engine, type KernelFunc, backend as requireBackend, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './defineOp';
import { vjp } from './vjp';

export interface FusedOpDefinition<Input extends string, Attributes extends object>
  extends Pick<OpDefinition<Input, Attributes>, 'name' | 'inputs' | 'composed'> {
  /** Kernels, keyed by backend name. */
  kernels: Record<string, KernelFunc>;
  /** Kernels of the gradient for an input, keyed by backend name. Their inputs are those of the op, and `dy`. */
  gradientKernels: Partial<Record<Input, Record<string, KernelFunc>>>;
}

/**
 * Makes an op of a function that is composed of other ops. On a backend with a kernel it is one op, and so is each
 * gradient; a gradient without a kernel, and second gradients, are those of `composed`. Elsewhere, and for empty
 * inputs, it is `composed` itself.
 */
export function defineFusedOp<Input extends string, Attributes extends object = object>({
  name,
  inputs,
  composed,
  kernels,
  gradientKernels,
}: FusedOpDefinition<Input, Attributes>) {
  const gradientOf = (input: Input) =>
    defineOp<Input | 'dy', Attributes>({
      name: `${name}GradFor${input[0].toUpperCase()}${input.slice(1)}`,
      inputs: ['dy', ...inputs],
      composed: ({ dy, ...others }, attributes) => {
        const given = others as Record<Input, Tensor>;
        return vjp((x) => composed({ ...given, [input]: x }, attributes), [given[input]], dy)[0];
      },
      kernels: gradientKernels[input],
    });
  const gradients = inputs.map((input) => [input, gradientOf(input)] as const);
  const run = defineOp<Input, Attributes>({
    name,
    inputs,
    composed,
    gradient: (dy, given, attributes) =>
      Object.fromEntries(
        gradients.map(([input, runGrad]) => [input, () => runGrad({ dy, ...given }, attributes)]),
      ) as Record<Input, () => Tensor>,
    kernels,
  });
  return <Output extends Tensor = Tensor>(given: Record<Input, Tensor>, attributes: Attributes): Output => {
    requireBackend(); // starts the default backend if none is set yet
    const isFused = engine().backendName in kernels && inputs.every((input) => given[input].size > 0);
    return isFused ? run<Output>(given, attributes) : (composed(given, attributes) as Output);
  };
}
