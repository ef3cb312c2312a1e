import {
  engine,
  getGradient,
  getKernel,
  type KernelFunc,
  registerGradient,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { keepGradients } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import type { TrainingKernel } from '../training/trainingKernel';
import { wasmTrainingKernels } from '../training/wasmTrainingKernels';

const trainingKernels: Record<string, readonly TrainingKernel[]> = { wasm: wasmTrainingKernels };

/** Marks our kernels, also for a second copy of this package. */
const installed: unique symbol = /* @__PURE__ */ Symbol.for('diffblocks.trainingKernel') as never;

/**
 * Installs the mended and fast training kernels over tfjs's own, so that nets train on a backend whose stock gradients
 * are missing, wrong or slow: today that is `'wasm'`. For any other backend it does nothing: what tfjs gets wrong on all
 * of them, as the gradient of `avgPool` where padding applies, is right on WASM alone. `tf.einsum`, which has no gradient
 * in tfjs, gets one that serves every backend.
 *
 * `selectBackend` calls it unless told `trainingKernels: false`; call it yourself where you set the backend yourself.
 * It holds for all of tfjs on the page, for nets that use nothing else of this package too. Calling it again changes
 * nothing. There is no way back but a page loaded anew.
 *
 * @param backend The backend's name; the active one where it is left out. Its package must have been imported,
 * but it need not have started.
 * @throws ArgumentError if no backend is named and none is active, the name is no string, or it is `'wasm'` and its package
 * has not been imported.
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
  if (!Object.hasOwn(trainingKernels, name)) return;
  if (!engine().registryFactory[name]) {
    // Its package would put the stock kernels over ours.
    throw new ArgumentError(
      'installTrainingKernels',
      'the backend is not registered',
      'its package imported first',
      name,
    );
  }
  for (const trainingKernel of trainingKernels[name]) install(name, trainingKernel);
}

function install(backendName: string, { kernelName, kernel, gradient }: TrainingKernel): void {
  if (gradient && !getGradient(kernelName)) registerGradient(gradient);
  const stock = getKernel(kernelName, backendName);
  if (stock && installed in stock.kernelFunc) return;
  const kernelFunc: KernelFunc = Object.assign(kernel(stock?.kernelFunc), { [installed]: true });
  if (stock) unregisterKernel(kernelName, backendName);
  // A stock kernel that ours falls back on still has to be set up when the backend starts.
  registerKernel({ ...stock, kernelName, backendName, kernelFunc });
}
