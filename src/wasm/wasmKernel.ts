import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { type TypedKernel, typedKernel } from '../internal/typedKernel';
import { binaryOf } from './binaryOf';
import { address, guardMemory, memoryOf, type WasmBackend } from './wasmBackend';

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
  /**
   * Calls the module with the address of each tensor (0 for an input that was not given) and of the temporary space.
   * Output and scratch hold garbage: the module must write all of the output.
   */
  run(
    exports: Exports,
    addresses: Record<Input | 'output' | 'scratch', number>,
    inputs: Record<Input, TensorInfo>,
    attributes: Attributes,
  ): void;
}

/** Makes the kernel of a WASM module; the module starts when the kernel first runs on a backend, on its memory. */
export function wasmKernel<Exports, Input extends string, Attributes extends object = object>({
  module,
  output: outputShape,
  dtypes = {},
  scratch: scratchBytes,
  run,
}: WasmKernelDefinition<Exports, Input, Attributes>): TypedKernel<Record<Input, TensorInfo>, Attributes> {
  const exportsOn = startModule(module);
  return typedKernel<Record<Input, TensorInfo>, Attributes>(({ inputs, attrs: attributes, backend: anyBackend }) => {
    const backend = anyBackend as WasmBackend;
    const exports = exportsOn(backend);
    const dtypeOf = (name: Input | 'output') =>
      (typeof dtypes === 'function' ? dtypes(inputs) : dtypes)[name] ?? 'float32';
    const addresses = { output: 0, scratch: 0 } as Record<Input | 'output' | 'scratch', number>;
    for (const name of Object.keys(inputs) as Input[]) {
      if (inputs[name]) addresses[name] = inputAddress(backend, name, inputs[name], dtypeOf(name));
    }
    const bytes = scratchBytes?.(exports, inputs, attributes) ?? 0;
    const output = backend.makeOutput(outputShape(inputs, attributes), dtypeOf('output'));
    let scratch: TensorInfo | undefined;
    try {
      scratch = backend.makeOutput([Math.ceil(bytes / 4)], 'float32');
      addresses.scratch = address(backend, scratch);
      addresses.output = address(backend, output);
      run(exports, addresses, inputs, attributes);
      return output;
    } catch (error) {
      backend.disposeData(output.dataId);
      throw error;
    } finally {
      if (scratch) backend.disposeData(scratch.dataId);
    }
  });
}

/** Returns the functions of a module on a backend's memory, where it starts at the first call. */
export function startModule<Exports>(module: WasmModule<Exports>): (backend: WasmBackend) => Exports {
  /** Keyed by `backend.wasm`, because a backend that was removed and registered again has another memory. */
  const started = new WeakMap<object, Exports>();
  return (backend) => {
    const exports = started.get(backend.wasm) ?? start(module, backend);
    started.set(backend.wasm, exports);
    return exports;
  };
}

/** Compiles synchronously. Chromium allows that on its main thread up to 8 MB, and kernels have a few KB. */
function start<Exports>({ code, memoryLimits, parameters }: WasmModule<Exports>, backend: WasmBackend): Exports {
  guardMemory(backend);
  const memory = memoryOf(backend);
  const binary = binaryOf(code);
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  if (shared) binary[memoryLimits] |= SHARED;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const entries = Object.entries<readonly string[]>(parameters);
  return Object.fromEntries(entries.map(([name, order]) => [name, calledByName(exports[name], order)])) as Exports;
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
