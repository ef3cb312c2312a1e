import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('pytorch.py', import.meta.url));

/** A Python process that times PyTorch on one thread. It is idle except during `time`. */
export interface Torch {
  version: string;
  /** Milliseconds of one `run`. The names that `prepare` defines stay available to later requests without `prepare`. */
  time(request: { run: string; repeats: number; prepare?: string }): Promise<number>;
  stop(): void;
}

/** Returns undefined if no Python on this machine has PyTorch. */
export async function startTorch(): Promise<Torch | undefined> {
  const hasTorch = (candidate: string) => spawnSync(candidate, ['-c', 'import torch']).status === 0;
  const interpreter = ['python3', '/usr/bin/python3'].find(hasTorch);
  if (!interpreter) return undefined;
  const python = spawn(interpreter, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(python.stdout)[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch failed; see its message above');
    return JSON.parse(value);
  };
  const { version } = await answer();
  return {
    version,
    time: async (request) => {
      python.stdin.write(`${JSON.stringify(request)}\n`);
      return (await answer()).milliseconds;
    },
    stop: () => python.stdin.end(),
  };
}
