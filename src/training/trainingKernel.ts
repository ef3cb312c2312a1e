import type { GradConfig, KernelFunc } from '@tensorflow/tfjs-core';

/** A kernel of ours under a name of tfjs's: it mends a wrong one, takes the place of a slow one or adds a missing one. */
export interface TrainingKernel {
  kernelName: string;
  /** Makes the kernel; `stock` is the one that it replaces, for the cases in which that is right and fast. */
  kernel(stock: KernelFunc | undefined): KernelFunc;
  /** The gradient of the op, where tfjs has none at all. */
  gradient?: GradConfig;
}
