/** One Ctrl-C may come several times, from the terminal and from npm: within so many milliseconds it is the same one. */
const echo = 1000;

let last = Number.NEGATIVE_INFINITY;
let work: AbortController | undefined;

function interrupt() {
  if (performance.now() - last < echo) return;
  last = performance.now();
  if (!work || work.signal.aborted) process.exit(130);
  process.stderr.write('\nends with what there is; Ctrl-C again ends at once\n');
  work.abort();
}

/** Work that Ctrl-C ends early, with what it has; another Ctrl-C ends the process. */
export async function untilInterrupted<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  // It stays for echoes that come after the work.
  process.off('SIGINT', interrupt).on('SIGINT', interrupt);
  work = new AbortController();
  try {
    return await run(work.signal);
  } finally {
    work = undefined;
  }
}

/** Rejects work of which nothing is there yet. */
export function requireUninterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Error('interrupted before the first step: there is no picture');
}
