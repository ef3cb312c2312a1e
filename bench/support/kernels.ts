import {
  engine,
  getKernel,
  getKernelsForBackend,
  type NamedAttrMap,
  registerKernel,
  serialization,
  type Tensor,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { installTrainingKernels } from 'diffblocks/backend';
import { wasmTrainingOptimizers } from '../../src/training/optimizers/wasmTrainingOptimizers';
import { wasmTrainingKernels } from '../../src/training/wasmTrainingKernels';

type Method = (this: object, ...args: unknown[]) => unknown;
type Run = (inputs: Record<string, Tensor>, attributes?: object) => Tensor;

const backendName = 'wasm';

/** A kernel of stock tfjs, by name. */
export const stockKernel =
  (name: string): Run =>
  (inputs, attributes) =>
    engine().runKernel(name, inputs, attributes as NamedAttrMap) as Tensor;

/** The kernel that `installTrainingKernels` would install instead, registered under another name beside stock's. */
export function trainingKernel(name: string): Run {
  const { kernel } = wasmTrainingKernels.find(({ kernelName }) => kernelName === name)!;
  const kernelName = `Training${name}`;
  if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
  registerKernel({ kernelName, backendName, kernelFunc: kernel(getKernel(name, backendName)?.kernelFunc) });
  return stockKernel(kernelName);
}

/** Runs the training kernel of that name, and stock's beside it. */
export function bothKernels(
  name: string,
  inputs: Record<string, Tensor>,
  attributes?: object,
): Record<'ours' | 'stock', () => Tensor> {
  const [ours, stock] = [trainingKernel(name), stockKernel(name)];
  return { ours: () => ours(inputs, attributes), stock: () => stock(inputs, attributes) };
}

const { classNameMap } = serialization.SerializationMap.getMap();
/** The methods of tfjs's classes that `installTrainingKernels` replaces. */
const replaced: [prototype: object, method: string][] = [
  ...wasmTrainingOptimizers.map(({ optimizer }): [object, string] => [optimizer.prototype, 'applyGradients']),
  [classNameMap.LayerNormalization[0].prototype, 'call'],
];

/** The map in which `installTrainingKernels` keeps the gradients of each backend. */
const mended = () =>
  (engine() as ReturnType<typeof engine> & Record<symbol, Map<string, object> | undefined>)[
    Symbol.for('diffblocks.mendedGradients')
  ];

/** Whether calls go to the training kernels. */
let isTrained = false;
let isPrepared = false;
/** The gradients that tfjs records then. */
let gradients: object;

/**
 * Installs the training kernels, so that each kernel and method looks at `isTrained` when it is called. Installing them
 * for every call would take longer than a small kernel.
 */
function prepare() {
  if (isPrepared) return;
  isPrepared = true;
  const kernels = () => new Map(getKernelsForBackend(backendName).map((kernel) => [kernel.kernelName, kernel]));
  const methods = () => replaced.map(([prototype, method]): Method => Reflect.get(prototype, method));
  const [stockKernels, stockMethods] = [kernels(), methods()];
  installTrainingKernels(backendName);
  for (const [name, ours] of kernels()) {
    const stock = stockKernels.get(name);
    if (ours === stock) continue;
    unregisterKernel(name, backendName);
    // If tfjs has no such kernel, its call fails here, as without ours.
    registerKernel({ ...ours, kernelFunc: (call) => (isTrained ? ours : stock!).kernelFunc(call) });
  }
  for (const [index, ours] of methods().entries()) {
    const [prototype, method] = replaced[index];
    Reflect.set(prototype, method, function (this: object, ...args: unknown[]) {
      return (isTrained ? ours : stockMethods[index]).apply(this, args);
    });
  }
  gradients = mended()!.get(backendName)!;
  mended()!.delete(backendName);
}

/**
 * Wraps `f` so that it runs as after `installTrainingKernels`, with its kernels, gradients, optimizers and layers.
 * Afterwards stock's are back.
 */
export function withTrainingKernels<Result>(f: () => Result): () => Result {
  prepare();
  return () => {
    isTrained = true;
    mended()!.set(backendName, gradients);
    try {
      return f();
    } finally {
      isTrained = false;
      mended()!.delete(backendName);
    }
  };
}
