import type { Tensor } from '@tensorflow/tfjs-core';
import { engineInternals } from './engineInternals';

/** The tensors made and lost while a task is watched. */
export interface TensorWatch {
  /** Tensors that were made during the task and still exist. */
  readonly made: Set<Tensor>;
  /** Tensors that existed before and were disposed during the task. */
  readonly lost: Set<Tensor>;
}

const watches = /* @__PURE__ */ new Set<TensorWatch>();
let stop: () => void;

/**
 * Runs `task` and records which tensors are made and disposed meanwhile. Counts alone would miss a tensor left behind
 * when another one is disposed.
 */
export async function watchTensors(task: (watch: TensorWatch) => Promise<void>): Promise<void> {
  const watch = { made: new Set<Tensor>(), lost: new Set<Tensor>() };
  if (watches.size === 0) stop = startWatching();
  watches.add(watch);
  try {
    await task(watch);
  } finally {
    watches.delete(watch);
    if (watches.size === 0) stop();
  }
}

function startWatching(): () => void {
  const tfjs = engineInternals();
  const { trackTensor, disposeTensor } = tfjs;
  tfjs.trackTensor = (tensor, ...rest) => {
    trackTensor.call(tfjs, tensor, ...rest);
    // Assigning to a variable disposes it and tracks it again.
    for (const { made, lost } of watches) if (!lost.delete(tensor)) made.add(tensor);
  };
  tfjs.disposeTensor = (tensor) => {
    disposeTensor.call(tfjs, tensor);
    for (const { made, lost } of watches) if (!made.delete(tensor)) lost.add(tensor);
  };
  return () => Object.assign(tfjs, { trackTensor, disposeTensor });
}
