import * as tf from '@tensorflow/tfjs-core';
import { onGuardedHeap } from '../support/guardedHeap';
import { Random, TensorArgument } from './Random';
import type { Call, Target } from './Target';
import { withoutFloat64 } from './withoutFloat64';
import { wrongOnWebgpu } from './wrongOnWebgpu';

interface Result {
  shape: number[];
  dtype: string;
  values: ArrayLike<number>;
}

interface Results {
  value: Result[];
  gradients: Result[];
}

export type Evaluated = Results | { error: string };

/** The argument with its tensors, also within options. */
export const withTensors = (argument: unknown, tensors: Map<TensorArgument, tf.Tensor>): unknown => {
  if (argument instanceof TensorArgument) return tensors.get(argument);
  if (Array.isArray(argument)) return argument.map((entry) => withTensors(entry, tensors));
  if (argument === null || typeof argument !== 'object') return argument;
  return Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, withTensors(value, tensors)]));
};

const print = (argument: unknown): string => {
  if (argument instanceof TensorArgument) return String(argument);
  if (Array.isArray(argument)) return `[${argument.map(print).join(', ')}]`;
  if (argument === null || typeof argument !== 'object')
    return typeof argument === 'string' ? `'${argument}'` : String(argument);
  return `{ ${Object.entries(argument)
    .map(([key, value]) => `${key}: ${print(value)}`)
    .join(', ')} }`;
};

/** The tensor arguments, also within options. */
export const tensorArguments = (argument: unknown): TensorArgument[] => {
  if (argument instanceof TensorArgument) return [argument];
  if (argument === null || typeof argument !== 'object') return [];
  return Object.values(argument).flatMap(tensorArguments);
};

export const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

export const isFloat = ({ dtype }: { dtype: string }) => dtype === 'float32';

interface Tensors {
  value: tf.Tensor[];
  gradients: tf.Tensor[];
}

function valueAndGradients(call: Call, args: unknown[], seed: number, withGradients: boolean): Tensors {
  return tf.tidy(() => {
    const inputs = new Map(tensorArguments(args).map((argument) => [argument, argument.toTensor()]));
    const run = (tensors: typeof inputs) =>
      listOf(call(...args.map((argument) => withTensors(argument, tensors))) as tf.Tensor | tf.Tensor[]);
    const value = run(inputs);
    const variables = [...inputs].filter(([argument]) => isFloat(argument));
    if (!withGradients || variables.length === 0 || !value.every(isFloat)) return { value, gradients: [] };
    const random = new Random(seed);
    const dys = value.map(({ shape }) => random.floats(shape, { tame: true }).toTensor());
    // The sum of all outputs, weighted.
    const f = () => {
      const terms = run(inputs).map((y, i) => tf.sum(tf.mul(tf.reshape(y, [-1]), tf.reshape(dys[i], [-1]))));
      return terms.reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
    };
    const xs = variables.map(([, x]) => x);
    const { grads } = tf.engine().gradients(f, xs, undefined, true);
    return { value, gradients: grads.map((gradient, i) => gradient ?? tf.zerosLike(xs[i])) };
  });
}

async function resolved(call: Call, args: unknown[]): Promise<Tensors> {
  const inputs = new Map(tensorArguments(args).map((argument) => [argument, argument.toTensor()]));
  try {
    return { value: listOf(await call(...args.map((argument) => withTensors(argument, inputs)))), gradients: [] };
  } finally {
    tf.dispose([...inputs.values()]);
  }
}

export async function evaluate(
  { isAsync }: Target,
  call: Call,
  args: unknown[],
  seed: number,
  withGradients: boolean,
): Promise<Evaluated> {
  try {
    const tensors = isAsync ? await resolved(call, args) : valueAndGradients(call, args, seed, withGradients);
    const read = async (x: tf.Tensor): Promise<Result> => ({ shape: x.shape, dtype: x.dtype, values: await x.data() });
    const [value, gradients] = [
      await Promise.all(tensors.value.map(read)),
      await Promise.all(tensors.gradients.map(read)),
    ];
    tf.dispose([tensors.value, tensors.gradients]);
    return { value, gradients };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** An error of ours, which every backend throws. */
const ofArguments = /^\S+: .*; expected /;

/** Near the end of float32's range, the order of additions decides what overflows. */
const clipped = (x: number) => (Math.abs(x) > 1e37 ? Math.sign(x) * Number.POSITIVE_INFINITY : x);

/** Relative to the largest number of a result, where a target has no tolerance of its own. */
const TOLERANCE = 2e-5;

/** cpu returns an empty tensor where a negative size meets a 0. WASM refuses such a shape. */
const isImpossible = ({ value }: Results) => value.some(({ shape }) => shape.some((size) => size < 0));

/** How `actual` differs from `expected`, the result of a reference. */
export function difference(
  expected: Evaluated,
  actual: Evaluated,
  { tolerance = TOLERANCE, least = 1e-3 }: Target,
  reference = 'cpu',
): string | undefined {
  if ('error' in expected) {
    if (!ofArguments.test(expected.error)) return undefined; // not a call
    return 'error' in actual ? undefined : `does not throw '${expected.error}'`;
  }
  if ('error' in actual) return isImpossible(expected) ? undefined : `throws ${actual.error}`;
  const results = (evaluated: Results) => [
    ...evaluated.value.map((result, index) => ({ ...result, what: `result ${index}` })),
    ...evaluated.gradients.map((result, index) => ({ ...result, what: `gradient ${index}` })),
  ];
  const found = results(actual);
  for (const [index, { what, shape, dtype, values }] of results(expected).entries()) {
    const other = found[index];
    if (other.shape.join() !== shape.join()) return `${what} has shape [${other.shape}], on ${reference} [${shape}]`;
    if (other.dtype !== dtype) return `${what} has dtype ${other.dtype}, on ${reference} ${dtype}`;
    const largest = Array.from(values)
      .filter(Number.isFinite)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < values.length; i++) {
      const [a, b] = [clipped(other.values[i]), clipped(values[i])];
      const same = Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(largest, least);
      if (!same) return `${what} is ${a} at ${i}, on ${reference} ${b}`;
    }
  }
  return undefined;
}

/** A random call, which anybody can draw again from its seed. */
export interface DrawnCall {
  seed: number;
  withGradients: boolean;
}

/** Evaluates calls of a target in float64. */
export type Exactly = (group: string, name: string, calls: readonly DrawnCall[]) => Promise<Evaluated[]>;

export interface Comparison {
  group: string;
  target: Target;
  seed: number;
  /** Numbers of the first call and of that after the last one. */
  calls: readonly [from: number, to: number];
  /** The backend that is compared with cpu, by default WASM. */
  backend?: 'wasm' | 'webgpu';
  exactly?: Exactly;
}

/** Calls between two changes of the backend. */
export const BATCH = 20;

/** Our own tolerance table (`testing/testFixture`) has the same factor. */
const toleranceFactors = { wasm: 1, webgpu: 5 };

/**
 * Makes calls with random arguments on cpu, on another backend and in float64, at most `BATCH`: describes those that
 * differ, and counts those that throw on no backend.
 */
export async function compareCalls({ exactly, ...comparison }: Comparison) {
  const { group, target, backend = 'wasm' } = comparison;
  const drawn = drawnCalls(comparison);
  const calls = drawn.map(({ seed, withGradients }) => ({ seed, withGradients }));
  const exact = withoutFloat64[target.name] === undefined ? exactly?.(group, target.name, calls) : undefined;
  const onCpu: Evaluated[] = [];
  await tf.setBackend('cpu');
  for (const { args, seed: own, withGradients } of drawn)
    onCpu.push(await evaluate(target, target.reference ?? target.call, args, own, withGradients));
  const inFloat64 = (await exact)?.map(asFloat32);
  const found: string[] = [];
  const tolerance = (target.tolerance ?? TOLERANCE) * toleranceFactors[backend];
  const compareAll = async () => {
    for (const [index, { args, seed: own, withGradients }] of drawn.entries()) {
      const result = await evaluate(target, target.call, args, own, withGradients);
      const results = { cpu: onCpu[index], [backend]: result };
      const text = firstOf({ ...target, tolerance }, results, inFloat64?.[index]);
      if (text) found.push(`${target.name}: ${text}\n  (${target.call})(${args.map(print).join(', ')}) // seed ${own}`);
    }
  };
  await tf.setBackend(backend);
  const garbage = (comparison.calls[0] / BATCH) % 2 ? 0xff : 0x47; // NaN, or large numbers
  await (backend === 'wasm' ? onGuardedHeap(garbage, compareAll) : compareAll());
  return { found, evaluated: onCpu.filter((result) => !('error' in result)).length };
}

/** The calls, without those that cannot be compared. */
function drawnCalls({ target, seed, calls: [from, to], backend }: Comparison): (DrawnCall & { args: unknown[] })[] {
  const drawn = [];
  for (let call = from; call < to; call++) {
    const own = seed * 1_000_003 + call;
    const args = target.draw(new Random(own));
    if (target.leaveOut?.(args)) continue;
    if (backend === 'webgpu' && wrongOnWebgpu[target.name]?.(args)) continue;
    const allFinite = tensorArguments(args).every((tensor) => tensor.isFinite);
    const withGradients = target.gradients === undefined || (target.gradients === 'finite' && allFinite);
    drawn.push({ args, seed: own, withGradients });
  }
  return drawn;
}

/** Rounds a float64 result: beyond the range of float32 it is infinite. */
function asFloat32(evaluated: Evaluated): Evaluated {
  if ('error' in evaluated) return evaluated;
  const round = (results: Result[]) =>
    results.map((result) => ({ ...result, values: Float32Array.from(result.values) }));
  return { value: round(evaluated.value), gradients: round(evaluated.gradients) };
}

function firstOf(target: Target, results: Record<string, Evaluated>, inFloat64?: Evaluated): string | undefined {
  const [[, onCpu], [other, onOther]] = Object.entries(results);
  const text = difference(onCpu, onOther, target);
  if (text || inFloat64 === undefined || 'error' in onCpu) return text && `on ${other} ${text}`;
  if ('error' in inFloat64) return `throws ${inFloat64.error} in float64`;
  for (const [backend, result] of Object.entries(results)) {
    const text = difference(inFloat64, result, target, 'float64');
    if (text) return `on ${backend} ${text}`;
  }
  return undefined;
}

/** Differences after which a target is given up. */
export const MOST = 5;

/** Compares many calls. */
export async function differences({ calls: [from, to], ...comparison }: Comparison): Promise<string[]> {
  const found: string[] = [];
  let evaluated = 0;
  for (let first = from; first < to && found.length < MOST; first += BATCH) {
    const batch = await compareCalls({ ...comparison, calls: [first, Math.min(to, first + BATCH)] });
    found.push(...batch.found);
    evaluated += batch.evaluated;
  }
  if (found.length === 0 && 2 * evaluated < to - from)
    found.push(`${comparison.target.name}: only ${evaluated} calls do not throw`);
  return found;
}
