import wasmPaths from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { selectBackend } from 'diffblocks/backend';
import { type Tasks, tasks } from './tasks';

/** The page's messages: a task, the end of one, or another backend. */
export type Request =
  | { id: number; task: keyof Tasks; input: never }
  | { id: number; abort: true }
  | { id: number; backend: 'webgpu' | 'wasm' };

export type Response =
  | { id: number; progress: unknown }
  | { id: number; result: unknown; milliseconds: number }
  | { id: number; error: string };

const running = new Map<number, AbortController>();
/** Tasks run one after another; a new backend waits until the last one has ended. */
let last: Promise<unknown> = Promise.resolve();
/** The last change of backend. */
let changed: Promise<unknown> = last;
/** Tasks so short that they run between the steps of another one, so that a walk goes on while a network learns. */
const short: (keyof Tasks)[] = ['decode'];

addEventListener('message', ({ data: request }: MessageEvent<Request>) => {
  if ('abort' in request) {
    running.get(request.id)?.abort();
    return;
  }
  if ('backend' in request) for (const controller of running.values()) controller.abort();
  const controller = new AbortController();
  running.set(request.id, controller);
  const between = 'task' in request && short.includes(request.task);
  const answered = (between ? changed : last)
    .then(() => answer(request, controller.signal))
    .then(() => running.delete(request.id));
  if (!between) last = answered;
  if ('backend' in request) changed = answered;
});

async function answer(request: Exclude<Request, { abort: true }>, signal: AbortSignal): Promise<void> {
  const { id } = request;
  const reply = (response: Response) => postMessage(response);
  const started = performance.now();
  try {
    let result: unknown;
    if ('backend' in request) await selectBackend({ prefer: [request.backend], wasmPaths });
    else result = await tasks[request.task](request.input, (progress) => reply({ id, progress }), signal);
    reply({ id, result, milliseconds: performance.now() - started });
  } catch (error) {
    reply({ id, error: (error as Error).message });
  }
}
