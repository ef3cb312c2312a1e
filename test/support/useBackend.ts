import { getBackend, ready, setBackend } from '@tensorflow/tfjs-core';

/** Starts the backend that this project tests; a backend that does not start fails the run. */
export async function useBackend(name: string): Promise<void> {
  const started = await setBackend(name);
  await ready();
  if (!started || getBackend() !== name) throw new Error(`The backend '${name}' did not start.`);
}
