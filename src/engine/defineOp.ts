import {
  engine,
  type GradConfig,
  getGradient,
  getKernel,
  type KernelFunc,
  registerGradient,
  registerKernel,
  backend as requireBackend,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { hasWasmSimd } from '../internal/hasWasmSimd';
import { typedKernel } from '../internal/typedKernel';
import { zerosLike } from '../internal/zerosLike';
import { tidy } from './gradients';
import { runKernel } from './runKernel';
import { vjp } from './vjp';

/** An op with one output: its named inputs, its formula, its gradient, and its kernels for some backends. */
export interface OpDefinition<Input extends string, Attributes extends object> {
  name: string;
  inputs: readonly Input[];
  /** The op written in tfjs ops: the kernel of every backend that has no kernel in `kernels`. */
  composed(inputs: Record<Input, Tensor>, attributes: Attributes): Tensor;
  /**
   * The gradient of each input, computed with differentiable ops so that it can be differentiated again. An omitted
   * input has gradient zero. If `gradient` itself is omitted, the op differentiates `composed`.
   */
  gradient?(dy: Tensor, inputs: Record<Input, Tensor>, attributes: Attributes): Partial<Record<Input, () => Tensor>>;
  /** Kernels, keyed by backend name. */
  kernels?: Record<string, KernelFunc>;
}

/**
 * Makes an op that runs like tfjs's own: `tf.grad`, `tf.tidy`, `tf.profile` and `model.fit` see a kernel of its name.
 * The first call on a backend registers the kernel and the gradient. The gradient saves only inputs: in tfjs, saving
 * the output cuts the second derivative.
 */
export function defineOp<Input extends string, Attributes extends object = object>(
  definition: OpDefinition<Input, Attributes>,
) {
  const kernelName = `Diffblocks${definition.name}`;
  return <Output extends Tensor = Tensor>(inputs: Record<Input, Tensor>, attributes?: Attributes): Output => {
    requireBackend(); // starts the default backend if none is set yet
    const backendName = engine().backendName;
    if (!getKernel(kernelName, backendName)) {
      const own = backendName === 'wasm' && !hasWasmSimd() ? undefined : definition.kernels?.[backendName];
      const kernelFunc = own ?? composedKernel(definition);
      registerKernel({ kernelName, backendName, kernelFunc });
    }
    if (!getGradient(kernelName)) registerGradient(gradientConfig(kernelName, definition));
    return runKernel(kernelName, inputs, attributes);
  };
}

function composedKernel<Input extends string, Attributes extends object>({
  name,
  composed,
}: OpDefinition<Input, Attributes>): KernelFunc {
  return typedKernel<Record<Input, Tensor>, Attributes>(({ inputs, attrs }) => {
    const output = tidy(() => composed(inputs, attrs));
    // If the output were the input, disposing one would dispose the other, and tfjs would count its gradient twice.
    if (Object.values(inputs).includes(output)) throw new Error(`${name} must return a new tensor, not its input`);
    return output;
  });
}

function gradientConfig<Input extends string, Attributes extends object>(
  kernelName: string,
  { inputs: names, composed, gradient }: OpDefinition<Input, Attributes>,
): GradConfig {
  const named = (tensors: Tensor[]) =>
    Object.fromEntries(names.map((name, index) => [name, tensors[index]])) as Record<Input, Tensor>;
  return {
    kernelName,
    inputsToSave: [...names],
    gradFunc: (dy, saved, attrs) => {
      const attributes = attrs as unknown as Attributes;
      const inputs = named(saved);
      const gradients: Partial<Record<Input, () => Tensor>> =
        gradient?.(dy as Tensor, inputs, attributes) ??
        throughComposed(
          names,
          vjp((...tensors) => composed(named(tensors), attributes), saved, dy as Tensor),
        );
      return Object.fromEntries(names.map((name) => [name, gradients[name] ?? (() => zerosLike(inputs[name]))]));
    },
  };
}

const throughComposed = <Input extends string>(names: readonly Input[], gradients: Tensor[]) =>
  Object.fromEntries(names.map((name, index) => [name, () => gradients[index]])) as Partial<
    Record<Input, () => Tensor>
  >;
