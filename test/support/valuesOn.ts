import { dispose, getBackend, setBackend, type Tensor } from '@tensorflow/tfjs-core';

export interface Values {
  shape: number[];
  values: number[];
}

/** The result of `f` on another backend, which must start, as numbers. The previous backend is active afterwards. */
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
