/** One Ctrl-C may arrive twice, from the terminal and from npm. Signals within this many milliseconds count as one. */
const echo = 1000;

let last = Number.NEGATIVE_INFINITY;
let work: AbortController | undefined;

function interrupt() {
  if (performance.now() - last < echo) return;
  last = performance.now();
  if (!work || work.signal.aborted) process.exit(130);
  process.stderr.write('\nfinishing with the results so far; press Ctrl-C again to quit at once\n');
  work.abort();
}

/** Runs work that Ctrl-C ends early, with its results so far. Another Ctrl-C ends the process. */
export async function untilInterrupted<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  // The handler stays for echoes that arrive after the work.
  process.off('SIGINT', interrupt).on('SIGINT', interrupt);
  work = new AbortController();
  try {
    return await run(work.signal);
  } finally {
    work = undefined;
  }
}

/** Throws if work is interrupted before it has a result. */
export function requireUninterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Error('interrupted before the first step: there is no picture');
}
