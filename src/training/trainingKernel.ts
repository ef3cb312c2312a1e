import type { GradConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../internal/typedKernel';

/**
 * A kernel of ours under a name of tfjs's: it corrects a wrong one, replaces a slow one or adds a missing one.
 * `installTrainingKernels` installs those that `wasmTrainingKernels` lists.
 */
export interface TrainingKernel {
  kernelName: string;
  /** Makes the kernel. `stock` is the one that it replaces, for the cases in which that is right and fast. */
  kernel(stock?: KernelFunc): KernelFunc;
  /** The gradient of the op, where tfjs has none at all. */
  gradient?: GradConfig;
}

type Kernel<Input extends string, Attributes> = (call: KernelCall<Record<Input, TensorInfo>, Attributes>) => TensorInfo;

/** Makes a training kernel from a function that knows which inputs and attributes tfjs passes to a kernel of that name. */
export const trainingKernel = <Input extends string, Attributes = object>(
  kernelName: string,
  kernel: (stock: Kernel<Input, Attributes>) => Kernel<Input, Attributes>,
): TrainingKernel => ({ kernelName, kernel: kernel as unknown as TrainingKernel['kernel'] });
