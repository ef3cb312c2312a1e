import type { KernelBackend, TypedArray } from '@tensorflow/tfjs-core';

/** The part of tfjs's WebGPU backend that can fail. */
interface FallibleBackend extends KernelBackend {
  device: EventTarget & { lost: Promise<{ reason: string; message: string }> };
  tensorMap: { get(dataId: object): { values: TypedArray | null } };
  runWebGPUProgram(...given: unknown[]): unknown;
}

interface Watch {
  /** The error of every use of the device, once it is lost. */
  lost?: Error;
  /** Pending checks of programs that have run for the first time. */
  checks: Set<Promise<void>>;
  /** The first error of a program since the last `data()`. */
  error?: Error;
}

const watches = new WeakMap<object, Watch>();

/** The time in ms after a failed read in which the device says that it is lost. */
const grace = 100;

/**
 * Makes a WebGPU backend report its faults, which tfjs leaves to the console: once the device is lost, programs throw
 * and `data()` rejects with an error that says so, except for tensors whose values are on the host; and the next
 * `data()` rejects if a program has been invalid, since the results of its whole command buffer are lost.
 */
export function watchDevice(instance: KernelBackend): Watch {
  const backend = instance as FallibleBackend;
  const known = watches.get(backend);
  if (known) return known;
  const watch: Watch = { checks: new Set() };
  watches.set(backend, watch);
  const noteLoss = backend.device.lost.then(({ reason, message }) => {
    const cause = message.trim() || reason;
    watch.lost = new Error(`WebGPU has lost its device (${cause}); call selectBackend to start it again`);
  });
  backend.device.addEventListener('uncapturederror', (event) => {
    const { message } = (event as GPUUncapturedErrorEvent).error;
    watch.error ??= new Error(`WebGPU has rejected a program of tfjs, and results are lost: ${message}`);
  });
  const [read, readSync] = [backend.read.bind(backend), backend.readSync.bind(backend)];
  const run = backend.runWebGPUProgram.bind(backend);
  backend.read = async (dataId) => {
    await Promise.all(watch.checks);
    const values = await read(dataId).catch(async (error) => {
      await Promise.race([noteLoss, new Promise((resolve) => setTimeout(resolve, grace))]);
      throw watch.lost ?? error;
    });
    const { error } = watch;
    watch.error = undefined;
    if (error) throw error;
    return values;
  };
  backend.readSync = (dataId) => {
    const fault = watch.lost ?? watch.error;
    if (fault && !backend.tensorMap.get(dataId).values) throw fault;
    return readSync(dataId);
  };
  backend.runWebGPUProgram = (...given) => {
    if (watch.lost) throw watch.lost;
    return run(...given);
  };
  return watch;
}

/** Makes the next `data()` of the backend wait for the check of a program, and reject if the check has rejected. */
export function addCheck(backend: KernelBackend, check: Promise<void>): void {
  const watch = watchDevice(backend);
  const noted = check.catch((error) => {
    watch.error ??= error;
  });
  const tracked: Promise<void> = noted.finally(() => watch.checks.delete(tracked));
  watch.checks.add(tracked);
}

/** Whether the device is lost by now, even if nobody has watched it. */
export const hasLostDevice = (backend: KernelBackend): Promise<boolean> =>
  Promise.race([
    (backend as FallibleBackend).device.lost.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false))),
  ]);
