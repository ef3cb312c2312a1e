/**
 * Runs `start`, then removes the handlers that it installed to rethrow unhandled rejections and exceptions. tfjs's WASM
 * module installs such handlers; they end a Node process (exit 7) even if the program handles its rejections.
 */
export async function withoutCrashHandlers<Result>(start: () => Promise<Result>): Promise<Result> {
  const { process } = globalThis;
  if (typeof process?.listeners !== 'function') return start();
  const before = new Set(listeners());
  try {
    return await start();
  } finally {
    for (const listener of listeners()) {
      if (before.has(listener) || !rethrows(listener)) continue;
      process.removeListener('uncaughtException', listener);
      process.removeListener('unhandledRejection', listener);
    }
  }
}

const listeners = () => [...process.listeners('uncaughtException'), ...process.listeners('unhandledRejection')];

/** Whether a handler only rethrows its argument, unlike one that the program may have installed meanwhile. */
const rethrows = (listener: unknown) =>
  /^[^;{]*\{(\s*if\s*\([^{]*\)\s*\{?)?\s*throw \w+;?[\s}]*$/.test(String(listener));
