import { type DataType, type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type TypedKernel, typedKernel } from '../internal/typedKernel';
import { addCheck } from './watchDevice';

/** Invocations in a workgroup. */
export const WORKGROUP = 64;

/** A WGSL program with one output, which sees each tensor as a flat array, whatever its rank. */
export interface WebgpuKernelDefinition<Input extends string, Attributes extends object, Constants> {
  /** Names the program in errors and in tfjs's cache of compiled programs. */
  name: string;
  /** The code reads entry `index` of an input `x` as `xAt(index)`. */
  inputs: readonly Input[];
  /** The shape of the output. */
  output(inputs: Record<Input, TensorInfo>, attributes: Attributes): number[];
  /** The type of the output, by default float32. Others need `main`, and read the input itself as `xEntries`. */
  dtype?(attributes: Attributes): DataType;
  /** Everything that the code depends on. A program is compiled once for each value. */
  constants?(inputs: Record<Input, TensorInfo>, attributes: Attributes): Constants;
  /** Numbers that the code reads as `uniforms.name`. */
  integers?(inputs: Record<Input, TensorInfo>, attributes: Attributes): Record<string, number>;
  floats?(inputs: Record<Input, TensorInfo>, attributes: Attributes): Record<string, number>;
  /**
   * WGSL functions. By default `valueAt(index: i32) -> f32` returns an entry of the output. With `invocations`,
   * `main(index: i32)` writes to `result` itself.
   */
  code(constants: Constants): string;
  /**
   * The minimum number of runs of `main`. Larger indices may run too; they must write nothing, or the same as another
   * index.
   */
  invocations?(inputs: Record<Input, TensorInfo>, attributes: Attributes): number;
  /** `result` is an array of atomic integers, which hold the bits of floats and begin as zeros. */
  accumulates?: boolean;
  /**
   * An input that is another output: the code writes `xEntries[i]`, and reads none. If the program accumulates, it is
   * `xBits`, of atomic integers too, and must begin as zeros.
   */
  writes?: Input;
  /** An input, not among `inputs`, that is the output: the code reads and writes it as `result`. */
  updates?: Input;
  /** The output's entries if an input is empty; the program does not run then. 0 by default. */
  ofNothing?: number;
}

/** The part of tfjs's WebGPU backend that runs programs. */
interface WebgpuBackend extends KernelBackend {
  device: GpuDevice;
  commandEncoder: { clearBuffer(buffer: object): void };
  tensorMap: { get(dataId: object): { resource: object } };
  makeTensorInfo(shape: number[], dtype: DataType, values?: Float32Array): TensorInfo;
  /** Gives a tensor a buffer, if it has none. */
  uploadToGPU(dataId: object): void;
  endComputePassEncoder(): void;
  ensureCommandEncoderReady(): void;
  submitQueue(): void;
  runWebGPUProgram(
    program: object,
    inputs: TensorInfo[],
    dtype: DataType,
    uniforms: { type: 'int32' | 'float32'; data: number[] }[],
    output: TensorInfo,
  ): TensorInfo;
}

interface GpuDevice {
  limits: { maxStorageBufferBindingSize: number };
  createShaderModule?(descriptor: { code: string }): object;
  pushErrorScope(filter: 'validation'): void;
  popErrorScope(): Promise<{ message: string } | null>;
}

/** Makes the kernel of a WGSL program. tfjs compiles it at its first run for each set of constants. */
export function webgpuKernel<Input extends string, Attributes extends object = object, Constants = undefined>(
  definition: WebgpuKernelDefinition<Input, Attributes, Constants>,
): TypedKernel<Record<Input, TensorInfo>, Attributes> {
  const { name, inputs: names, accumulates = false, writes, updates, ofNothing = 0 } = definition;
  /** The programs that have been checked on each device, by their keys, with the fault of an invalid one. */
  const checked = new WeakMap<GpuDevice, Map<string, Error | undefined>>();
  return typedKernel<Record<Input, TensorInfo>, Attributes>(({ inputs, attrs: attributes, backend: anyBackend }) => {
    const backend = anyBackend as WebgpuBackend;
    const shape = definition.output(inputs, attributes);
    const size = util.sizeFromShape(shape);
    const tensors = names.map((input) => flat(inputs[input]));
    if (size > 0 && tensors.some((tensor) => tensor.shape[0] === 0)) {
      return backend.makeTensorInfo(shape, 'float32', new Float32Array(size).fill(ofNothing));
    }
    for (const tensor of [...tensors, { shape: [size] }]) requireBinding(name, backend, tensor.shape[0] * 4);
    const { program, uniforms } = programOf(definition, inputs, attributes, size);
    const { shaderKey } = program;
    const programs = checked.get(backend.device) ?? new Map<string, Error | undefined>();
    checked.set(backend.device, programs);
    const fault = programs.get(shaderKey);
    if (fault) throw fault;
    const dtype = definition.dtype?.(attributes) ?? 'float32';
    const created = () => (accumulates ? zeroed(backend, shape) : backend.makeTensorInfo(shape, dtype));
    const output = updates ? inputs[updates] : created();
    const start = () => backend.runWebGPUProgram(program, tensors, dtype, uniforms, { ...output, shape: [size] });
    const run = () => (writes ? withWritable(backend.device, declarations(writes, accumulates), start) : start());
    if (programs.has(shaderKey)) {
      run();
      return output;
    }
    checkRun(backend, run, (message) => {
      const fault = message === undefined ? undefined : new Error(`WebGPU program ${name}: ${message}`);
      programs.set(shaderKey, fault);
      if (fault) throw fault;
    });
    return output;
  });
}

/** The program as tfjs runs it, with an output of `size` entries, and the values of its uniforms. */
function programOf<Input extends string, Attributes extends object, Constants>(
  {
    name,
    inputs: names,
    constants: constantsOf,
    integers: integersOf,
    floats: floatsOf,
    code,
    invocations,
    accumulates = false,
  }: WebgpuKernelDefinition<Input, Attributes, Constants>,
  inputs: Record<Input, TensorInfo>,
  attributes: Attributes,
  size: number,
) {
  const constants = constantsOf?.(inputs, attributes) as Constants;
  const integers = Object.entries(integersOf?.(inputs, attributes) ?? {});
  const floats = Object.entries(floatsOf?.(inputs, attributes) ?? {});
  const declared = [...integers.map(([key]) => `${key}: i32`), ...floats.map(([key]) => `${key}: f32`)];
  const program = {
    variableNames: names.map(variableOf),
    outputShape: [size],
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil((invocations?.(inputs, attributes) ?? size) / WORKGROUP), 1, 1],
    uniforms: declared.map((declaration) => `${declaration}, `).join(''),
    size: true,
    atomic: accumulates,
    shaderKey: `diffblocks ${name} ${JSON.stringify(constants)}`,
    getUserCode: () => [...names.map(entryOf), code(constants), invocations ? '' : elementwise].join('\n'),
  };
  const uniforms = [
    ...integers.map(([, number]) => ({ type: 'int32' as const, data: [number] })),
    ...floats.map(([, number]) => ({ type: 'float32' as const, data: [number] })),
  ];
  return { program, uniforms };
}

/**
 * tfjs declares all bindings but the first as read-only, and reads them in functions of its own, which cannot take
 * atomic integers.
 */
function declarations(writes: string, accumulates: boolean): [before: string, after: string] {
  const variable = variableOf(writes);
  return [
    `var<storage, read> ${variable}:`,
    accumulates
      ? `var<storage, read_write> ${writes}Bits: array<atomic<i32>>; var<private> ${variable}:`
      : `var<storage, read_write> ${variable}:`,
  ];
}

/** Runs a program with a declaration replaced: tfjs compiles it again for some shapes. */
function withWritable(device: GpuDevice, [before, after]: [string, string], run: () => unknown): void {
  const { createShaderModule } = device;
  const own = Object.getOwnPropertyDescriptor(device, 'createShaderModule'); // usually the class has it
  device.createShaderModule = ({ code, ...rest }) => {
    const replaced = code.replace(before, after).replace(/(var<private> \w+: array<f32)>/, '$1, 1>');
    return createShaderModule!.call(device, { ...rest, code: replaced });
  };
  try {
    run();
  } finally {
    delete device.createShaderModule;
    if (own) Object.defineProperty(device, 'createShaderModule', own);
  }
}

/** tfjs leaves an integer buffer unchanged when it casts a tensor to floats. */
const entryOf = (input: string) => `fn ${input}At(index: i32) -> f32 { return f32(${variableOf(input)}[index]); }`;

/** An input's name may be a reserved word of WGSL, such as target. */
const variableOf = (input: string) => `${input}Entries`;

const elementwise = /* wgsl */ `
  fn main(index: i32) {
    if (index < uniforms.size) { result[index] = valueAt(index); }
  }
`;

const flat = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => ({
  dataId,
  shape: [util.sizeFromShape(shape)],
  dtype,
});

/** A tensor for a program that `writes` it. */
export const unwritten = (backend: KernelBackend, shape: number[]): TensorInfo =>
  (backend as WebgpuBackend).makeTensorInfo(shape, 'float32');

/** A tensor of zeros. Clearing a buffer costs a GPU less than a program that fills it. */
export function zeroed(anyBackend: KernelBackend, shape: number[]): TensorInfo {
  const backend = anyBackend as WebgpuBackend;
  const output = backend.makeTensorInfo(shape, 'float32');
  if (util.sizeFromShape(shape) === 0) return output;
  backend.uploadToGPU(output.dataId);
  backend.endComputePassEncoder();
  backend.ensureCommandEncoderReady();
  backend.commandEncoder.clearBuffer(backend.tensorMap.get(output.dataId).resource);
  return output;
}

/** A larger binding would make the program invalid, and tfjs would lose its whole command buffer. */
function requireBinding(name: string, backend: WebgpuBackend, bytes: number): void {
  const limit = backend.device.limits.maxStorageBufferBindingSize;
  if (bytes > limit) throw new Error(`${name}: a tensor takes ${bytes} bytes; this GPU binds at most ${limit} bytes`);
}

/** Runs a program in a command buffer of its own: an invalid program makes all others of its command buffer invalid. */
function checkRun(backend: WebgpuBackend, run: () => void, onChecked: (message?: string) => void): void {
  submit(backend);
  backend.device.pushErrorScope('validation');
  try {
    run();
    submit(backend);
  } finally {
    addCheck(
      backend,
      backend.device.popErrorScope().then((error) => onChecked(error?.message)),
    );
  }
}

function submit(backend: WebgpuBackend): void {
  backend.endComputePassEncoder();
  backend.ensureCommandEncoderReady();
  backend.submitQueue();
}
