import { engine } from '@tensorflow/tfjs-core';
import { type BackendAttempt, type BackendReport, describeBackend } from './describeBackend';
import type { EngineInternals } from './startBackend';

/** The attempts of the last `selectBackend` that found one. */
export const history: { attempts: BackendAttempt[] } = { attempts: [] };

/**
 * Says which backend is active and, where `selectBackend` chose it, which ones it had to skip and why.
 *
 * @returns The same report as that of `selectBackend`. A backend that was set by `tf.setBackend` is its own only attempt.
 * @throws Error if no backend is active.
 *
 * @example
 * await selectBackend({ prefer: ['cpu'] });
 * backendReport(); // { name: 'cpu', attempts: [{ name: 'cpu', ok: true }] }
 */
export function backendReport(): BackendReport {
  const { backendName, registry } = engine();
  if (!(engine() as unknown as EngineInternals).backendInstance || !registry[backendName]) {
    throw new Error('backendReport: no backend is active; call selectBackend first');
  }
  const chosen = history.attempts.at(-1)?.name === backendName;
  return describeBackend(backendName, chosen ? history.attempts : [{ name: backendName, ok: true }]);
}
