import { env } from '@tensorflow/tfjs-core';

/** Where the WASM files are: their folder, the one file to use, or the place of each by name. */
export type WasmPaths = string | URL | Partial<Record<WasmFile, string | URL>>;

/** The files of tfjs's WASM backend: without and with vector instructions, and with threads too. */
export type WasmFile =
  | 'tfjs-backend-wasm.wasm'
  | 'tfjs-backend-wasm-simd.wasm'
  | 'tfjs-backend-wasm-threaded-simd.wasm';

/** A place in one of the three forms: what `wasmPaths` must be. */
export function isWasmPaths(value: unknown): value is WasmPaths {
  if (isPlace(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([file, place]) => allFiles.includes(file) && isPlace(place));
}

const isPlace = (value: unknown): value is string | URL => typeof value === 'string' || value instanceof URL;

const plain = 'tfjs-backend-wasm.wasm';
const simd = 'tfjs-backend-wasm-simd.wasm';
const threadedSimd = 'tfjs-backend-wasm-threaded-simd.wasm';
const allFiles: string[] = [plain, simd, threadedSimd];

/** The place of every file; tfjs wants all three, whichever it uses. */
export function wasmFiles(paths: WasmPaths): Record<WasmFile, string> {
  if (isPlace(paths)) {
    const path = String(paths);
    if (isFile(path)) return { [plain]: path, [simd]: path, [threadedSimd]: path };
    const folder = /[/\\]$/.test(path) ? path : `${path}/`;
    return { [plain]: folder + plain, [simd]: folder + simd, [threadedSimd]: folder + threadedSimd };
  }
  const any = String(paths[simd] ?? paths[plain] ?? paths[threadedSimd]);
  return {
    [plain]: String(paths[plain] ?? any),
    [simd]: String(paths[simd] ?? any),
    [threadedSimd]: String(paths[threadedSimd] ?? any),
  };
}

const isFile = (path: string) => /^(blob|data):|\.wasm([?#]|$)/.test(path);

/** The build with threads is another module than the others: without a file of its own it cannot be used. */
export const haveThreads = (paths: WasmPaths): boolean =>
  isPlace(paths) ? !isFile(String(paths)) : paths[threadedSimd] !== undefined;

/** The file that tfjs will load here. */
export async function wasmFileUsed(): Promise<WasmFile> {
  const hasSimd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const hasThreads = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  if (hasSimd) return hasThreads ? threadedSimd : simd;
  return plain;
}

/** What is wrong with a file, in words that tfjs does not find: it only advises to "make sure the server can serve it". */
export async function wasmFileFault(path: string): Promise<string | undefined> {
  if (env().getBool('IS_NODE')) return faultOnDisk(path);
  const url = new URL(path, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  const response = await fetch(url, { credentials: 'same-origin' }).catch((error: Error) => error);
  if (response instanceof Error) return `${url} cannot be fetched (${response.message})`;
  if (!response.ok) return `the server answers ${url} with status ${response.status}`;
  const start = await firstBytes(response);
  if (String.fromCharCode(...start.subarray(0, 4)) === '\0asm') return undefined;
  const html = /^\s*</.test(new TextDecoder().decode(start));
  return `the server answers ${url} with ${html ? 'HTML' : 'something else'}, not with a WebAssembly file`;
}

function faultOnDisk(path: string): string | undefined {
  const file = path.startsWith('file:') ? new URL(path) : path;
  return globalThis.process?.getBuiltinModule?.('node:fs').existsSync(file) === false ? `no file ${path}` : undefined;
}

async function firstBytes(response: Response): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return value?.subarray(0, 64) ?? new Uint8Array();
}
