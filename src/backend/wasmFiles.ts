import { env } from '@tensorflow/tfjs-core';

/** The location of the WASM files: their folder, the one file to use, or the location of each by name. */
export type WasmPaths = string | URL | Partial<Record<WasmFile, string | URL>>;

/** The files of tfjs's WASM backend: plain, with vector instructions, and with threads as well. */
export type WasmFile =
  | 'tfjs-backend-wasm.wasm'
  | 'tfjs-backend-wasm-simd.wasm'
  | 'tfjs-backend-wasm-threaded-simd.wasm';

/** Whether a value has one of the three forms of `wasmPaths`. */
export function isWasmPaths(value: unknown): value is WasmPaths {
  if (isPlace(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([file, place]) => allFiles.includes(file) && isPlace(place));
}

const isPlace = (value: unknown): value is string | URL =>
  (typeof value === 'string' && value !== '') || value instanceof URL;

const plain = 'tfjs-backend-wasm.wasm';
const simd = 'tfjs-backend-wasm-simd.wasm';
const threadedSimd = 'tfjs-backend-wasm-threaded-simd.wasm';
const allFiles: string[] = [plain, simd, threadedSimd];

/** The location of every file; tfjs requires all three, whichever one it uses. */
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

/** The threaded build needs its own file; the other two can replace each other. */
export const haveThreads = (paths: WasmPaths): boolean =>
  isPlace(paths) ? !isFile(String(paths)) : paths[threadedSimd] !== undefined;

/** The file that tfjs loads in this engine. */
export async function wasmFileUsed(): Promise<WasmFile> {
  const hasSimd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const hasThreads = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  if (hasSimd) return hasThreads ? threadedSimd : simd;
  return plain;
}

/** The reason why the backend does not start with this file. */
export async function wasmFileFault(path: string, version: string): Promise<string> {
  const file = env().getBool('IS_NODE') ? readFile(path) : await fetchFile(path);
  if (typeof file === 'string') return file;
  const { place, bytes } = file;
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== '\0asm') {
    const kind = /^\s*</.test(new TextDecoder().decode(bytes.subarray(0, 64))) ? 'HTML' : 'something else';
    return `${place} is ${kind}, not a WebAssembly file`;
  }
  try {
    await WebAssembly.compile(bytes);
  } catch (error) {
    return `${place} does not compile: ${(error as Error).message}`;
  }
  return `${place} was made for a version other than @tensorflow/tfjs-backend-wasm ${version}`;
}

interface WasmFileContents {
  place: string;
  bytes: Uint8Array<ArrayBuffer>;
}

async function fetchFile(path: string): Promise<WasmFileContents | string> {
  const place = new URL(path, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  try {
    const response = await fetch(place, { credentials: 'same-origin' });
    if (!response.ok) return `the server responds to ${place} with status ${response.status}`;
    return { place, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    return `${place} cannot be fetched (${(error as Error).message})`;
  }
}

function readFile(path: string): WasmFileContents | string {
  const place = path.startsWith('file:') ? new URL(path) : path;
  try {
    return { place: path, bytes: new Uint8Array(globalThis.process.getBuiltinModule('node:fs').readFileSync(place)) };
  } catch (error) {
    return `${path} cannot be read (${(error as Error).message})`;
  }
}
