import type { GradConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../internal/typedKernel';

/**
 * A kernel of this package under a tfjs name: it corrects a wrong one, replaces a slow one or adds a missing one. Stock
 * is the kernel of tfjs. `installTrainingKernels` installs those that `wasmTrainingKernels` lists.
 */
export interface TrainingKernel {
  kernelName: string;
  /** Makes the kernel, which may call `stock` in the cases in which that is right and fast. */
  kernel(stock?: KernelFunc): KernelFunc;
  /** The gradient of the op, if tfjs has none. */
  gradient?: GradConfig;
}

type Kernel<Input extends string, Attributes, Output> = (
  call: KernelCall<Record<Input, TensorInfo>, Attributes>,
) => Output;

/**
 * Makes a training kernel from a function typed with the inputs and attributes that tfjs passes to a kernel of that
 * name.
 */
export const trainingKernel = <Input extends string, Attributes = object, Output = TensorInfo>(
  kernelName: string,
  kernel: (stock: Kernel<Input, Attributes, Output>) => Kernel<Input, Attributes, Output>,
): TrainingKernel => ({ kernelName, kernel: kernel as unknown as TrainingKernel['kernel'] });
