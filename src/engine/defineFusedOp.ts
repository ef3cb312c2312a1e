import {
  engine,
  getKernel,
  type KernelFunc,
  type NamedAttrMap,
  registerKernel,
  backend as requireBackend,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './defineOp';
import { vjp } from './vjp';

export interface FusedOpDefinition<Input extends string, Attributes extends object>
  extends Pick<OpDefinition<Input, Attributes>, 'name' | 'inputs' | 'composed'> {
  /** Kernels, keyed by backend name. */
  kernels: Record<string, KernelFunc>;
  /** Kernels of the gradient for an input, keyed by backend name. Their inputs are those of the op, and `dy`. */
  gradientKernels: Partial<Record<Input, Record<string, KernelFunc>>>;
  /** Kernels of the gradients for several inputs at once, keyed by backend name, with those inputs in their order. */
  jointGradient?: { inputs: readonly Input[]; kernels: Record<string, KernelFunc> };
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
  jointGradient,
}: FusedOpDefinition<Input, Attributes>) {
  /** Not while a tape records, since the op has several outputs and no gradient of its own. */
  const jointly = (given: Record<Input | 'dy', Tensor>, attributes: Attributes): Partial<Record<Input, Tensor>> => {
    const { backendName, state } = engine();
    const kernelFunc = jointGradient?.kernels[backendName];
    if (!jointGradient || !kernelFunc || (state.gradientDepth > 0 && state.kernelDepth === 0)) return {};
    const kernelName = `Diffblocks${name}JointGrad`;
    if (!getKernel(kernelName, backendName)) registerKernel({ kernelName, backendName, kernelFunc });
    const results = engine().runKernel(kernelName, given, attributes as NamedAttrMap) as Tensor[];
    return Object.fromEntries(jointGradient.inputs.map((input, index) => [input, results[index]])) as Partial<
      Record<Input, Tensor>
    >;
  };
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
    gradient: (dy, given, attributes) => {
      const joint = jointly({ dy, ...given }, attributes);
      return Object.fromEntries(
        gradients.map(([input, runGrad]) => [input, () => joint[input] ?? runGrad({ dy, ...given }, attributes)]),
      ) as Record<Input, () => Tensor>;
    },
    kernels,
  });
  return <Output extends Tensor = Tensor>(given: Record<Input, Tensor>, attributes: Attributes): Output => {
    requireBackend(); // starts the default backend if none is set yet
    const isFused = engine().backendName in kernels && inputs.every((input) => given[input].size > 0);
    return isFused ? run<Output>(given, attributes) : (composed(given, attributes) as Output);
  };
}
