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

/** What `installTrainingKernels` changes, as it is now. */
const installation = () => ({
  kernels: new Map(getKernelsForBackend(backendName).map((kernel) => [kernel.kernelName, kernel])),
  methods: replaced.map(([prototype, method]): unknown => Reflect.get(prototype, method)),
  gradients: mended()?.get(backendName),
});

/** Prepares a change from one installation to another and back. */
function exchange(from: ReturnType<typeof installation>, to: ReturnType<typeof installation>) {
  const names = [...to.kernels.keys()].filter((name) => from.kernels.get(name) !== to.kernels.get(name));
  return ({ kernels, methods, gradients }: typeof from) => {
    for (const name of names) {
      if (getKernel(name, backendName)) unregisterKernel(name, backendName);
      const kernel = kernels.get(name);
      if (kernel) registerKernel(kernel);
    }
    for (const [index, [prototype, method]] of replaced.entries()) Reflect.set(prototype, method, methods[index]);
    if (gradients) mended()?.set(backendName, gradients);
    else mended()?.delete(backendName);
  };
}

let installations: { stock: ReturnType<typeof installation>; ours: ReturnType<typeof installation> } | undefined;

function bothInstallations() {
  if (installations) return installations;
  const stock = installation();
  installTrainingKernels(backendName);
  installations = { stock, ours: installation() };
  exchange(stock, installations.ours)(stock);
  return installations;
}

/**
 * Wraps `f` so that it runs as after `installTrainingKernels`, with its kernels, gradients, optimizers and layers. Afterwards
 * stock's are back.
 */
export function withTrainingKernels<Result>(f: () => Result): () => Result {
  const { stock, ours } = bothInstallations();
  const change = exchange(stock, ours);
  return () => {
    change(ours);
    try {
      return f();
    } finally {
      change(stock);
    }
  };
}
