import {
  engine,
  getGradient,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerGradient,
  registerKernel,
  serialization,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { keepGradients } from '../engine/gradients';
import { type MendedGradient, recordAs } from '../engine/recordAs';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { hasWasmSimd } from '../internal/hasWasmSimd';
import { mendedGradients } from '../training/gradients/mendedGradients';
import type { LayerMethod, TrainingLayer } from '../training/layers/trainingLayer';
import { wasmTrainingLayers } from '../training/layers/wasmTrainingLayers';
import type { TrainingOptimizer } from '../training/optimizers/trainingOptimizer';
import { wasmTrainingOptimizers } from '../training/optimizers/wasmTrainingOptimizers';
import type { TrainingKernel } from '../training/trainingKernel';
import { wasmTrainingKernels } from '../training/wasmTrainingKernels';
import { webgpuTrainingKernels } from '../training/webgpu/webgpuTrainingKernels';
import { freeingIfItThrows, guardMemory } from '../wasm/guardMemory';
import type { WasmBackend } from '../wasm/wasmBackend';

interface BackendTraining {
  kernels: readonly TrainingKernel[];
  gradients: readonly MendedGradient[];
  optimizers: readonly TrainingOptimizer[];
  layers: readonly TrainingLayer[];
  /** Prepares the backend itself, now or when it starts. */
  setUp(backend: KernelBackend): void;
  /** Runs a kernel; on WASM it frees the kernel's temporary tensors if that throws. */
  run<Result>(backend: KernelBackend, kernel: () => Result): Result;
}

const training: Record<string, BackendTraining> = {
  wasm: {
    kernels: wasmTrainingKernels,
    gradients: mendedGradients,
    optimizers: wasmTrainingOptimizers,
    layers: wasmTrainingLayers,
    setUp: (backend) => guardMemory(backend as WasmBackend),
    run: (backend, kernel) => freeingIfItThrows(backend as WasmBackend, kernel),
  },
  webgpu: {
    kernels: webgpuTrainingKernels,
    gradients: mendedGradients,
    optimizers: [],
    layers: [],
    setUp: () => {},
    run: (_, kernel) => kernel(),
  },
};

/** Marks the kernels, optimizers and layers of this package, so that a second copy of it recognizes them. */
const installed = /* @__PURE__ */ Symbol.for('diffblocks.trainingKernel');

/**
 * Installs corrected and fast training kernels over tfjs's own, so that nets train on a backend whose stock gradients
 * are missing, wrong or slow: `'wasm'` and `'webgpu'`. On other backends it does nothing. So faults that tfjs has on
 * every backend, such as the gradient of `avgPool` under padding, are corrected only on these two;
 * `docs/tfjs-faults.md` lists them. Wrong or missing gradients of first and second order are corrected too: while a
 * gradient is taken, tfjs records these ops under names of this package.
 *
 * On WASM, a tensor that does not fit in memory throws an error that names it. There, `tf.train.sgd`, `momentum`,
 * `adagrad`, `rmsprop` and `adam` update each weight by one kernel, in `model.fit` too: the method `applyGradients` of
 * their classes is replaced. It computes the same numbers as tfjs, but turns subnormal numbers in the optimizer's state
 * into 0. Optimizers of a second copy of tfjs stay as they are. If tfjs-layers has been imported by then,
 * `tf.layers.layerNormalization` over the last axes and the activation `'gelu'` run one kernel, and one or two for their
 * gradients: the methods `call` and `apply` of their classes are replaced.
 *
 * `selectBackend` calls it unless `trainingKernels` is false; call it yourself if you set the backend yourself. It
 * affects all of tfjs in the process or page, including nets that use nothing else of this package. A second call
 * changes nothing. Only a reload undoes it. An engine without WASM SIMD keeps tfjs's kernels.
 *
 * @param backend The backend's name, by default that of the active one. Its package must have been imported; it need
 * not have started.
 * @throws ArgumentError if no backend is named and none is active, the name is not a string, or the package of one of
 * the two has not been imported.
 *
 * @example
 * import '@tensorflow/tfjs-backend-wasm';
 * await tf.setBackend('wasm');
 * installTrainingKernels();
 */
export function installTrainingKernels(backend?: string): void {
  keepGradients();
  const name = backend ?? engine().backendName;
  if (typeof name !== 'string') {
    throw new ArgumentError(
      'installTrainingKernels',
      'no backend to install for',
      'the name of a backend',
      describe(name),
    );
  }
  if (!Object.hasOwn(training, name)) return;
  if (!engine().registryFactory[name]) {
    // Importing its package later would install the stock kernels over these.
    throw new ArgumentError(
      'installTrainingKernels',
      'the backend is not registered',
      'its package to be imported first',
      name,
    );
  }
  if (name === 'wasm' && !hasWasmSimd()) return;
  const { kernels, gradients, optimizers, layers, setUp, run } = training[name];
  for (const kernel of kernels) install(name, kernel, { setUp, run });
  for (const optimizer of optimizers) installOptimizer(optimizer);
  for (const layer of layers) installLayer(layer);
  recordAs(name, gradients);
  if (engine().registry[name]) setUp(engine().registry[name]);
}

function install(
  backendName: string,
  { kernelName, kernel, gradient }: TrainingKernel,
  { setUp, run }: Pick<BackendTraining, 'setUp' | 'run'>,
) {
  if (gradient && !getGradient(kernelName)) registerGradient(gradient);
  const stock = getKernel(kernelName, backendName);
  if (stock && installed in stock.kernelFunc) return;
  const ours = kernel(stock?.kernelFunc);
  const kernelFunc: KernelFunc = (call) => {
    const output = run(call.backend as KernelBackend, () => ours(call));
    // Disposing one would dispose the other, and tfjs would count its gradient twice.
    if (Object.values(call.inputs).includes(output as TensorInfo)) throw new Error(`${kernelName} returned its input`);
    return output;
  };
  if (stock) unregisterKernel(kernelName, backendName);
  registerKernel({
    ...stock,
    kernelName,
    backendName,
    kernelFunc: Object.assign(kernelFunc, { [installed]: true }),
    setupFunc: (backend) => {
      stock?.setupFunc?.(backend); // the new kernel may fall back on it
      setUp(backend as KernelBackend);
    },
  });
}

function installOptimizer({ optimizer: { prototype }, applyGradients }: TrainingOptimizer) {
  const stock = prototype.applyGradients;
  if (installed in stock) return;
  prototype.applyGradients = Object.assign(applyGradients(stock), { [installed]: true });
}

function installLayer({ className, method, replace }: TrainingLayer) {
  const [registered] = serialization.SerializationMap.getMap().classNameMap[className] ?? [];
  const prototype = registered?.prototype as Record<typeof method, LayerMethod> | undefined;
  if (!prototype || installed in prototype[method]) return;
  prototype[method] = Object.assign(replace(prototype[method]), { [installed]: true });
}
