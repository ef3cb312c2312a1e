import {
  engine,
  getKernel,
  type NamedAttrMap,
  registerKernel,
  type Tensor,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { wasmTrainingOptimizers } from '../../src/training/optimizers/wasmTrainingOptimizers';
import { wasmTrainingKernels } from '../../src/training/wasmTrainingKernels';

type Run = (inputs: Record<string, Tensor>, attributes?: object) => Tensor;

/** A kernel of stock tfjs, by name. */
export const stockKernel =
  (name: string): Run =>
  (inputs, attributes) =>
    engine().runKernel(name, inputs, attributes as NamedAttrMap) as Tensor;

/** The kernel that `installTrainingKernels` would install instead, registered under another name beside stock's. */
export function trainingKernel(name: string): Run {
  const { kernel } = wasmTrainingKernels.find(({ kernelName }) => kernelName === name)!;
  const kernelName = `Training${name}`;
  const backendName = 'wasm';
  if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
  registerKernel({ kernelName, backendName, kernelFunc: kernel(getKernel(name, backendName)?.kernelFunc) });
  return stockKernel(kernelName);
}

/**
 * Wraps `f` so that it runs with the training kernels and optimizers, as after `installTrainingKernels`. Afterwards
 * stock's are back.
 */
export function withTrainingKernels<Result>(f: () => Result): () => Result {
  const backendName = 'wasm';
  const kernels = wasmTrainingKernels.map(({ kernelName, kernel }) => {
    const stock = getKernel(kernelName, backendName);
    return { stock, ours: { ...stock, kernelName, backendName, kernelFunc: kernel(stock?.kernelFunc) } };
  });
  const optimizers = wasmTrainingOptimizers.map(({ optimizer: { prototype }, applyGradients }) => {
    const stock = prototype.applyGradients;
    return { prototype, stock, ours: applyGradients(stock) };
  });
  return () => {
    for (const { prototype, ours } of optimizers) prototype.applyGradients = ours;
    for (const { stock, ours } of kernels) {
      if (stock) unregisterKernel(ours.kernelName, backendName);
      registerKernel(ours);
    }
    try {
      return f();
    } finally {
      for (const { prototype, stock } of optimizers) prototype.applyGradients = stock;
      for (const { stock, ours } of kernels) {
        unregisterKernel(ours.kernelName, backendName);
        if (stock) registerKernel(stock);
      }
    }
  };
}
