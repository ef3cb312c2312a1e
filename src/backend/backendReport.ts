import { engine } from '@tensorflow/tfjs-core';
import { engineInternals } from '../engine/engineInternals';
import { type BackendAttempt, type BackendReport, describeBackend } from './describeBackend';

/** The attempts of the last successful `selectBackend`. */
export const history: { attempts: BackendAttempt[] } = { attempts: [] };

/**
 * Describes the active backend and, if `selectBackend` chose it, the backends that it skipped, with reasons.
 *
 * @returns The report that `selectBackend` returns. For a backend set by `tf.setBackend` it lists that one attempt.
 * @throws Error if no backend is active.
 *
 * @example
 * await selectBackend({ prefer: ['cpu'] });
 * backendReport(); // { name: 'cpu', attempts: [{ name: 'cpu', ok: true }] }
 */
export function backendReport(): BackendReport {
  const { backendName, registry } = engine();
  if (!engineInternals().backendInstance || !registry[backendName]) {
    throw new Error('backendReport: no backend is active; call selectBackend first');
  }
  const chosen = history.attempts.at(-1)?.name === backendName;
  return describeBackend(backendName, chosen ? history.attempts : [{ name: backendName, ok: true }]);
}
