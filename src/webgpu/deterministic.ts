import type { KernelBackend } from '@tensorflow/tfjs-core';

/** On the backend itself, so that a second copy of this package sees it. */
const key = /* @__PURE__ */ Symbol.for('diffblocks.deterministic');

type Marked = KernelBackend & { [key]?: boolean };

/** Whether gradients that scatter must add in the same order at every call. */
export const isDeterministic = (backend: KernelBackend): boolean => (backend as Marked)[key] ?? false;

export function setDeterministic(backend: KernelBackend, deterministic: boolean): void {
  (backend as Marked)[key] = deterministic;
}
