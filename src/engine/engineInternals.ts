import { engine, type KernelBackend, type Tensor } from '@tensorflow/tfjs-core';

/** Members of tfjs's engine that it does not declare. */
interface EngineInternals {
  /** Null before a backend is active, unlike `backend`, whose getter starts one. */
  backendInstance: KernelBackend | null;
  /** Pending while the user starts a backend. */
  pendingBackendInit?: Promise<boolean> | null;
  trackTensor(tensor: Tensor, ...rest: unknown[]): void;
  disposeTensor(tensor: Tensor): void;
}

export const engineInternals = () => engine() as unknown as EngineInternals;
