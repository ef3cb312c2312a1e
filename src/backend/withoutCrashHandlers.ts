/**
 * Runs `start` and takes off the handlers that it installed to throw on any stray rejection or exception. tfjs's WASM
 * module installs such, and with them a Node process ends (exit 7) even where the program handles its rejections.
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

/** A handler that does no more than throw what it got: not one that the program may have installed meanwhile. */
const rethrows = (listener: unknown) =>
  /^[^;{]*\{(\s*if\s*\([^{]*\)\s*\{?)?\s*throw \w+;?[\s}]*$/.test(String(listener));
