import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { type TypedKernel, typedKernel } from '../internal/typedKernel';
import { binaryOf } from './binaryOf';
import { poolOf } from './threads/threadPool';
import { address, guardMemory, isShared, memoryOf, type WasmBackend } from './wasmBackend';

/** The result of `npm run kernels` for a folder `assembly/`. */
export interface WasmModule<Exports> {
  /** The binary as text, for `binaryOf`. */
  code: string;
  /** The offset of the byte in the binary that declares the limits of the memory. */
  memoryLimits: number;
  /** The order in which each function takes its parameters. */
  parameters: Record<keyof Exports, readonly string[]>;
}

type Dtypes<Input extends string> = Partial<Record<Input | 'output', DataType>>;

/** A kernel of an AssemblyScript module, which reads and writes tensors in place. */
export interface WasmKernelDefinition<Exports, Input extends string, Attributes extends object> {
  module: WasmModule<Exports>;
  /** The shape of the output. */
  output(inputs: Record<Input, TensorInfo>, attributes: Attributes): number[];
  /** Dtypes of inputs or the output other than float32; a function of the inputs if a kernel serves several types. */
  dtypes?: Dtypes<Input> | ((inputs: Record<Input, TensorInfo>) => Dtypes<Input>);
  /**
   * Bytes of temporary space that `run` needs. A module computes them in float64, so that they stay exact beyond 4 GiB.
   */
  scratch?(exports: Exports, inputs: Record<Input, TensorInfo>, attributes: Attributes): number;
  /** Bytes of temporary space of each thread, at `own`, for functions that `split` calls. */
  ownScratch?(exports: Exports, inputs: Record<Input, TensorInfo>, attributes: Attributes): number;
  /**
   * The number of multiplications of a call, or of steps that take as long. Small calls, and those whose work cannot be
   * divided (0), run on one thread and take the temporary space of one.
   */
  products?(inputs: Record<Input, TensorInfo>, attributes: Attributes): number;
  /**
   * Calls the module with the address of each tensor (0 for an input that was not given) and of the temporary space.
   * Output and scratch hold garbage: the module must write all of the output.
   */
  run(
    exports: Exports,
    addresses: Record<Input | 'output' | 'scratch', number>,
    inputs: Record<Input, TensorInfo>,
    attributes: Attributes,
    parallel: Parallel<Exports>,
  ): void;
}

/** How a kernel shares its work between threads. */
export interface Parallel<Exports> {
  /** Threads that share this call. */
  threads: number;
  /**
   * Calls a function that computes units `first` to `end` − 1 of its output, for all units. It may use the temporary
   * space at `own`. An entry of the output must not depend on how its units are divided.
   */
  split<Name extends keyof Exports>(name: Name, named: Divided<Exports[Name]>, units: number): void;
}

type Divided<Function> = Function extends (named: infer Named) => unknown
  ? Omit<Named, 'first' | 'end' | 'own'>
  : never;

/** Makes the kernel of a WASM module; the module starts when the kernel first runs on a backend, on its memory. */
export function wasmKernel<Exports, Input extends string, Attributes extends object = object>({
  module,
  output: outputShape,
  dtypes = {},
  scratch: scratchBytes,
  ownScratch,
  products,
  run,
}: WasmKernelDefinition<Exports, Input, Attributes>): TypedKernel<Record<Input, TensorInfo>, Attributes> {
  const startOn = moduleStarter(module);
  return typedKernel<Record<Input, TensorInfo>, Attributes>(({ inputs, attrs: attributes, backend: anyBackend }) => {
    const backend = anyBackend as WasmBackend;
    const started = startOn(backend);
    const { exports } = started;
    const dtypeOf = (name: Input | 'output') =>
      (typeof dtypes === 'function' ? dtypes(inputs) : dtypes)[name] ?? 'float32';
    const addresses = { output: 0, scratch: 0 } as Record<Input | 'output' | 'scratch', number>;
    for (const name of Object.keys(inputs) as Input[]) {
      if (inputs[name]) addresses[name] = inputAddress(backend, name, inputs[name], dtypeOf(name));
    }
    const all = products && poolOf(backend);
    const pool = all && products(inputs, attributes) >= LEAST_PRODUCTS ? all : undefined;
    const threads = pool?.threads ?? 1;
    const bytes = aligned(scratchBytes?.(exports, inputs, attributes) ?? 0);
    const ownBytes = aligned(ownScratch?.(exports, inputs, attributes) ?? 0);
    const output = backend.makeOutput(outputShape(inputs, attributes), dtypeOf('output'));
    let scratch: TensorInfo | undefined;
    try {
      scratch = backend.makeOutput([(bytes + threads * ownBytes) / 4], 'float32');
      addresses.scratch = address(backend, scratch);
      addresses.output = address(backend, output);
      const own = addresses.scratch + bytes;
      const split: Parallel<Exports>['split'] = (name, named, units) => {
        const whole = { ...named, first: 0, end: units, own };
        const shared = units > 1 && pool?.run({ ...jobOf(started, backend, name, whole), ownBytes, units });
        if (!shared) (exports[name] as (named: object) => void)(whole);
      };
      run(exports, addresses, inputs, attributes, { threads, split });
      return output;
    } catch (error) {
      backend.disposeData(output.dataId);
      throw error;
    } finally {
      if (scratch) backend.disposeData(scratch.dataId);
    }
  });
}

/** Fewer products take less time than waking up a thread. */
const LEAST_PRODUCTS = 2 ** 20;

/** Rounds up to the size of a cache line, so that threads do not write to the same one. */
const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** A module on a backend's memory. */
interface Started<Exports> {
  exports: Exports;
  instance: WebAssembly.Exports;
  parameters: WasmModule<Exports>['parameters'];
  binary: Uint8Array<ArrayBuffer>;
  /** A copy of the binary in the memory, from which workers start the module. */
  copy?: { address: number; bytes: number };
}

/** Returns the functions of a module on a backend's memory, where it starts at the first call. */
export function startModule<Exports>(module: WasmModule<Exports>): (backend: WasmBackend) => Exports {
  const startOn = moduleStarter(module);
  return (backend) => startOn(backend).exports;
}

function moduleStarter<Exports>(module: WasmModule<Exports>): (backend: WasmBackend) => Started<Exports> {
  /** Keyed by `backend.wasm`, because a backend that was removed and registered again has another memory. */
  const modules = new WeakMap<object, Started<Exports>>();
  return (backend) => {
    const started = modules.get(backend.wasm) ?? start(module, backend);
    modules.set(backend.wasm, started);
    return started;
  };
}

/** Compiles synchronously. Chromium allows that on its main thread up to 8 MB, and kernels have a few KB. */
function start<Exports>(
  { code, memoryLimits, parameters }: WasmModule<Exports>,
  backend: WasmBackend,
): Started<Exports> {
  guardMemory(backend);
  const memory = memoryOf(backend);
  const binary = binaryOf(code);
  if (isShared(memory)) binary[memoryLimits] |= SHARED;
  const { exports: instance } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const entries = Object.entries<readonly string[]>(parameters);
  const exports = Object.fromEntries(entries.map(([name, order]) => [name, calledByName(instance[name], order)]));
  return { exports: exports as Exports, instance, parameters, binary };
}

/** A call as the threads of a pool make it. The copy of the binary stays in the memory, as long as the module. */
function jobOf<Exports>(started: Started<Exports>, backend: WasmBackend, name: keyof Exports, named: object) {
  const { instance, parameters, binary } = started;
  started.copy ??= copyOf(binary, backend);
  const order = parameters[name];
  return {
    binary: started.copy,
    index: Object.keys(instance).indexOf(name as string),
    run: instance[name as string] as (...numbers: number[]) => void,
    numbers: order.map((parameter) => Number((named as Record<string, number>)[parameter])),
    first: order.indexOf('first'),
    end: order.indexOf('end'),
    own: order.indexOf('own'),
  };
}

function copyOf(binary: Uint8Array, backend: WasmBackend) {
  const address = backend.wasm._malloc(binary.length) >>> 0;
  if (address === 0) throw new Error('Out of WASM memory (4 GiB at most)');
  new Uint8Array(memoryOf(backend).buffer).set(binary, address);
  return { address, bytes: binary.length };
}

function calledByName(f: WebAssembly.ExportValue, order: readonly string[]) {
  return (named: Record<string, number>) =>
    (f as (...numbers: number[]) => number)(...order.map((name) => named[name]));
}

/** The bit in the limits of an imported memory that marks it as shared. */
const SHARED = 2;

function inputAddress(backend: WasmBackend, name: string, input: TensorInfo, expected: DataType): number {
  if (input.dtype !== expected) throw new Error(`WASM kernel: ${name} must be ${expected}; got ${input.dtype}`);
  return address(backend, input);
}
