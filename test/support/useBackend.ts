import '../../src/engine/gradients';
import * as tf from '@tensorflow/tfjs-core';

/** Starts the backend that this project tests; a backend that does not start fails the run. */
export async function useBackend(name: string): Promise<void> {
  restoreStock(name);
  const started = await tf.setBackend(name);
  await tf.ready();
  if (!started || tf.getBackend() !== name) throw new Error(`The backend '${name}' did not start.`);
}

/** The registrations of tfjs itself, before the first test file of this process. */
interface Stock {
  kernels: tf.KernelConfig[];
  gradients: string[];
}

/** The gradients that `engine/recordAs` makes tfjs record. */
const mendedGradients = Symbol.for('diffblocks.mendedGradients');
type MendedEngine = ReturnType<typeof tf.engine> & { [mendedGradients]?: Map<string, unknown> };

const global = globalThis as { stockOfTfjs?: Stock };

const namesOfKernels = Object.values(tf).filter((value) => typeof value === 'string');
const gradients = () => namesOfKernels.filter((name) => tf.getGradient(name));

/**
 * If test files share a process (`npm run test:quick`), undoes the changes of the previous file to tfjs: it registers
 * the stock kernels and gradients again, on a new instance of the backend with empty memory.
 */
function restoreStock(name: string): void {
  global.stockOfTfjs ??= { kernels: tf.getKernelsForBackend(name), gradients: gradients() };
  const stock = global.stockOfTfjs;
  for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
  for (const kernel of stock.kernels) tf.registerKernel(kernel);
  (tf.engine() as MendedEngine)[mendedGradients]?.clear();
  for (const added of gradients().filter((gradient) => !stock.gradients.includes(gradient)))
    tf.unregisterGradient(added);
  const registration = tf.engine().registryFactory[name];
  tf.removeBackend(name);
  tf.engine().registryFactory[name] = registration;
}
