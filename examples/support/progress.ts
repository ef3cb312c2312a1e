import { setImmediate } from 'node:timers/promises';

const columns = 24;

/** A progress bar on one line of a terminal. Elsewhere it prints a line for each tenth and one at the end. */
export function progressBar(name: string) {
  const interactive = process.stderr.isTTY;
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const line = (fraction: number, note: string) => {
    const filled = Math.round(columns * Math.min(1, fraction));
    const bar = '█'.repeat(filled) + '░'.repeat(columns - filled);
    return `${name.padEnd(13)}${bar} ${`${elapsed().toFixed(0)} s`.padStart(6)}  ${note}`;
  };
  let tenths = 0;
  const draw = (fraction: number, note: string) => {
    if (interactive) {
      process.stderr.write(`\r\x1b[2K${line(fraction, note).slice(0, (process.stderr.columns ?? 80) - 1)}`);
    } else if (fraction < 1 && Math.floor(10 * fraction) > tenths) {
      tenths = Math.floor(10 * fraction);
      process.stderr.write(`${line(fraction, note)}\n`);
    }
  };

  draw(0, '');
  return {
    async update(fraction: number, note = ''): Promise<void> {
      draw(fraction, note);
      await setImmediate();
    },
    end(note: string): number {
      if (interactive) process.stderr.write('\r\x1b[2K');
      process.stderr.write(`${line(1, note)}\n`);
      return elapsed();
    },
  };
}
