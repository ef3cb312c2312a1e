import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** The arguments of a kernel call. */
export interface KernelCall<Inputs, Attributes> {
  inputs: Inputs;
  attrs: Attributes;
  backend: KernelBackend;
}

/** A tfjs kernel typed with its inputs and attributes; tfjs itself passes loose records. */
export type TypedKernel<Inputs, Attributes> = ((call: KernelCall<Inputs, Attributes>) => TensorInfo) & KernelFunc;

export const typedKernel = <Inputs, Attributes = object>(
  kernel: (call: KernelCall<Inputs, Attributes>) => TensorInfo,
): TypedKernel<Inputs, Attributes> => kernel as unknown as TypedKernel<Inputs, Attributes>;
