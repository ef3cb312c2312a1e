import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { type TypedKernel, typedKernel } from '../internal/typedKernel';
import { moduleStarter, type WasmModule } from './moduleStarter';
import { LEAST_PRODUCTS, type Parallel, parallelOn } from './threads/parallel';
import { poolOf } from './threads/threadPool';
import { address, type WasmBackend } from './wasmBackend';

export type { WasmModule };

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
  /** Bytes of temporary space of each thread, for functions that `split` or `spread` calls. */
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
      run(exports, addresses, inputs, attributes, parallelOn(started, pool, own, ownBytes));
      return output;
    } catch (error) {
      backend.disposeData(output.dataId);
      throw error;
    } finally {
      if (scratch) backend.disposeData(scratch.dataId);
    }
  });
}

/** Rounds up to the size of a cache line, so that threads do not write to the same one. */
const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

function inputAddress(backend: WasmBackend, name: string, input: TensorInfo, expected: DataType): number {
  if (input.dtype !== expected) throw new Error(`WASM kernel: ${name} must be ${expected}; got ${input.dtype}`);
  return address(backend, input);
}
