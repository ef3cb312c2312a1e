import { engine, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Runs the kernel of the current backend as tfjs's ops do: with its gradient on the tape. */
export const runKernel = <Output extends Tensor = Tensor>(
  kernelName: string,
  inputs: NamedTensorMap,
  attributes?: object,
): Output => engine().runKernel(kernelName, inputs, { ...attributes }) as Output;
