import { io, type Tensor, util } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/describe';

type Files = typeof import('node:fs/promises');

/** Named tensors at an address. */
export interface TensorStore {
  load(): Promise<{ specs: io.WeightsManifestEntry[]; data: ArrayBuffer } | undefined>;
  save(specs: io.WeightsManifestEntry[], data: ArrayBuffer): Promise<void>;
}

const [databasePrefix, filePrefix] = ['indexeddb://', 'file://'];

/** The store at an address, if this platform supports its kind. */
export function storeArgument(functionName: string, address: unknown): TensorStore {
  if (typeof address === 'string' && address.startsWith(databasePrefix) && 'indexedDB' in globalThis) {
    return database(address);
  }
  const files = nodeFiles();
  if (typeof address === 'string' && address.startsWith(filePrefix) && address !== filePrefix && files) {
    return file(functionName, address.slice(filePrefix.length), files);
  }
  const expected = `${databasePrefix}NAME in a browser or ${filePrefix}PATH in Node`;
  throw new ArgumentError(functionName, 'cache is not an address that this platform has', expected, describe(address));
}

/** The tensors of a store, or undefined if it has none. */
export async function loadTensors(store: TensorStore): Promise<Record<string, Tensor> | undefined> {
  const saved = await store.load();
  return saved && io.decodeWeights(saved.data, saved.specs);
}

export async function saveTensors(store: TensorStore, tensors: Record<string, Tensor>): Promise<void> {
  const { data, specs } = await io.encodeWeights(tensors);
  await store.save(specs, data);
}

/** IndexedDB, through tfjs's model store. */
const database = (address: string): TensorStore => ({
  async load() {
    if (!((address as string) in (await io.listModels()))) return undefined;
    const { weightData, weightSpecs } = await io.getLoadHandlers(address)[0].load!();
    return { specs: weightSpecs!, data: weightData as ArrayBuffer };
  },
  async save(weightSpecs, weightData) {
    await io.getSaveHandlers(address)[0].save!({ modelTopology: {}, weightSpecs, weightData });
  },
});

/** A file: the length of the specs as a little-endian uint32, the specs as JSON, and the data. */
const file = (functionName: string, path: string, { mkdir, readFile, rename, writeFile }: Files): TensorStore => ({
  async load() {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(await readFile(path)); // a Buffer may share its memory with others
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
    const saved = parse(bytes.buffer);
    if (saved) return saved;
    const problem = `the cache ${path} is damaged: delete it to compute it again`;
    throw new ArgumentError(functionName, problem, `a file that ${functionName} wrote`, `${bytes.length} bytes`);
  },
  async save(specs, data) {
    const text = new TextEncoder().encode(JSON.stringify(specs));
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, text.length, true);
    await mkdir(globalThis.process.getBuiltinModule('node:path').dirname(path), { recursive: true });
    // An interrupted process leaves no partial file under this name, and two at once write to different files.
    const part = `${path}.${globalThis.crypto.randomUUID()}.part`;
    await writeFile(part, [new Uint8Array(length.buffer), text, new Uint8Array(data)]);
    await rename(part, path);
  },
});

/** The content of a file; undefined if it was cut off or is of another kind. */
function parse(file: ArrayBuffer) {
  try {
    const start = 4 + new DataView(file).getUint32(0, true);
    const specs: io.WeightsManifestEntry[] = JSON.parse(new TextDecoder().decode(file.slice(4, start)));
    const data = file.slice(start);
    const numbers = specs.map(({ shape }) => util.sizeFromShape(shape)); // float32 and int32
    if (data.byteLength === 4 * util.sum(numbers)) return { specs, data };
  } catch {
    // Neither a length nor JSON.
  }
  return undefined;
}

/** Node's file functions, loaded in a way that no bundler follows. */
const nodeFiles = (): Files | undefined =>
  (globalThis as { process?: { getBuiltinModule?(name: string): Files } }).process?.getBuiltinModule?.(
    'node:fs/promises',
  );
