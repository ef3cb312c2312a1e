import type { Started } from '../moduleStarter';
import { memoryOf, type WasmBackend } from '../wasmBackend';

/** A call of a WASM function whose output is computed in parts, each of some of its `units`. */
export interface Job {
  /** Where the binary of the module lies in the memory. */
  binary: { address: number; bytes: number };
  /** The number of the function among the exports, and the function itself. */
  index: number;
  run: (...numbers: number[]) => void;
  /** The arguments of the part that starts at unit 0, and what each grows by with every unit before a part. */
  numbers: number[];
  steps: number[];
  /** The position of the argument that says where a part ends: the unit after it, or its length (`isLength`). */
  end: number;
  isLength: boolean;
  /** The position of the address of the thread's temporary space (−1 if there is none), and its bytes. */
  own: number;
  ownBytes: number;
  units: number;
  /** Every part begins at a multiple of this many units. */
  multiple: number;
  /** Parts for each thread. */
  partsPerThread: number;
}

/** How the arguments of a call follow from the part of its output that it computes. */
export interface Division {
  /** The arguments that differ between parts, and what each grows by with every unit before a part. */
  steps: Record<string, number>;
  end: string;
  isLength: boolean;
  own: string;
  multiple: number;
  partsPerThread: number;
}

/** A call of a function of a module, by name, for all threads of a pool. */
export interface SharedCall {
  started: Started<unknown>;
  name: string;
  named: object;
  division: Division;
  units: number;
  ownBytes: number;
}

/** A call as the threads of a pool make it. The copy of the binary stays in the memory, as long as the module. */
export function jobOf(backend: WasmBackend, { started, name, named, division, units, ownBytes }: SharedCall): Job {
  const { instance, binary } = started;
  const { steps, end, own, ...rest } = division;
  started.copy ??= copyOf(binary, backend);
  const order = (started.parameters as Record<string, readonly string[]>)[name];
  return {
    ...rest,
    binary: started.copy,
    index: Object.keys(instance).indexOf(name),
    run: instance[name] as (...numbers: number[]) => void,
    numbers: order.map((parameter) => Number((named as Record<string, number>)[parameter])),
    steps: order.map((parameter) => steps[parameter] ?? 0),
    end: order.indexOf(end),
    own: order.indexOf(own),
    units,
    ownBytes,
  };
}

function copyOf(binary: Uint8Array, backend: WasmBackend) {
  const address = backend.wasm._malloc(binary.length) >>> 0;
  if (address === 0) throw new Error('Out of WASM memory (4 GiB at most)');
  new Uint8Array(memoryOf(backend).buffer).set(binary, address);
  return { address, bytes: binary.length };
}
