import { ref } from 'vue';
import { problem } from './pictures';
import type { Tasks } from './tasks';
import type { Request, Response } from './worker';

type Input<Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];
type Output<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
  onProgress?(progress: never): void;
}

/** The worker that computes, so that the page never waits. */
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<number, Waiting>();
let count = 0;

/** How long the last task took. */
export const milliseconds = ref<number>();

worker.addEventListener('message', ({ data }: MessageEvent<Response>) => {
  const entry = waiting.get(data.id);
  if ('progress' in data) {
    entry?.onProgress?.(data.progress as never);
    return;
  }
  waiting.delete(data.id);
  if ('error' in data) {
    entry?.reject(new Error(data.error));
  } else {
    milliseconds.value = data.milliseconds;
    entry?.resolve(data.result as never);
  }
});

function send<Result>(request: Record<string, unknown>, onProgress?: (progress: never) => void) {
  const id = ++count;
  const result = new Promise<Result>((resolve, reject) => waiting.set(id, { resolve, reject, onProgress }));
  worker.postMessage({ id, ...request });
  return { result, abort: () => worker.postMessage({ id, abort: true } satisfies Request) };
}

/** Starts a task. An abort ends it early. */
export const start = <Name extends keyof Tasks>(
  task: Name,
  input: Input<Name>,
  onProgress?: (progress: never) => void,
): { result: Promise<Output<Name>>; abort(): void } => send({ task, input }, onProgress);

export const useBackend = (backend: 'webgpu' | 'wasm'): Promise<void> => send<void>({ backend }).result;

/** A function that runs `task` for one input at a time: newer inputs wait, and only the last is kept. */
export function newest<Value>(task: (value: Value) => Promise<void>): (value: Value) => void {
  let next: { value: Value } | undefined;
  let busy = false;
  return async (value) => {
    next = { value };
    if (busy) return;
    busy = true;
    while (next) {
      const { value: current } = next;
      next = undefined;
      await task(current).catch(({ message }) => {
        problem.value = message;
      });
    }
    busy = false;
  };
}
