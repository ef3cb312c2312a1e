import { dispose, getBackend, setBackend, type Tensor } from '@tensorflow/tfjs-core';

export interface Values {
  shape: number[];
  values: number[];
}

/** What `f` computes on a backend that must be there, as plain numbers. The backend that was active is so again after. */
export async function valuesOn(backend: string, f: () => Tensor): Promise<Values> {
  const active = getBackend();
  if (!(await setBackend(backend))) throw new Error(`The backend '${backend}' does not start.`);
  try {
    const result = f();
    const values = { shape: result.shape, values: Array.from(await result.data()) };
    dispose(result);
    return values;
  } finally {
    await setBackend(active);
  }
}
