import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** What a kernel is called with. */
export interface KernelCall<Inputs, Attributes> {
  inputs: Inputs;
  attrs: Attributes;
  backend: KernelBackend;
}

/** A kernel of tfjs that also says which inputs and attributes it takes; tfjs itself passes loose records. */
export type TypedKernel<Inputs, Attributes> = ((call: KernelCall<Inputs, Attributes>) => TensorInfo) & KernelFunc;

export const typedKernel = <Inputs, Attributes = object>(
  kernel: (call: KernelCall<Inputs, Attributes>) => TensorInfo,
): TypedKernel<Inputs, Attributes> => kernel as unknown as TypedKernel<Inputs, Attributes>;
