import * as tf from '@tensorflow/tfjs-core';
import { onGuardedHeap } from '../support/guardedHeap';
import { Random, TensorArgument } from './Random';
import type { Call, Target } from './Target';

interface Result {
  shape: number[];
  dtype: string;
  values: ArrayLike<number>;
}

interface Results {
  value: Result[];
  gradients: Result[];
}

type Evaluated = Results | { error: string };

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

export function difference(
  expected: Evaluated,
  actual: Evaluated,
  { tolerance = 2e-5, least = 1e-3, refusal }: Target,
): string | undefined {
  if ('error' in expected) {
    if (!ofArguments.test(expected.error)) return undefined; // not a call
    return 'error' in actual ? undefined : `does not throw '${expected.error}'`;
  }
  if ('error' in actual) return refusal?.test(actual.error) ? undefined : `throws ${actual.error}`;
  const results = (evaluated: Results) => [
    ...evaluated.value.map((result, index) => ({ ...result, what: `result ${index}` })),
    ...evaluated.gradients.map((result, index) => ({ ...result, what: `gradient ${index}` })),
  ];
  const found = results(actual);
  for (const [index, { what, shape, dtype, values }] of results(expected).entries()) {
    const other = found[index];
    if (other.shape.join() !== shape.join()) return `${what} has shape [${other.shape}], on cpu [${shape}]`;
    if (other.dtype !== dtype) return `${what} has dtype ${other.dtype}, on cpu ${dtype}`;
    const largest = Array.from(values)
      .filter(Number.isFinite)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < values.length; i++) {
      const [a, b] = [other.values[i], values[i]];
      const same = Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(largest, least);
      if (!same) return `${what} is ${a} at ${i}, on cpu ${b}`;
    }
  }
  return undefined;
}

/** Calls between two changes of the backend. */
const BATCH = 20;
/** Differences after which a target is given up. */
const MOST = 5;

/** Calls the target with random arguments on cpu and on WASM, and describes the calls that differ. */
export async function differences(target: Target, calls: number, seed: number): Promise<string[]> {
  const found: string[] = [];
  let evaluated = 0;
  for (let first = 0; first < calls && found.length < MOST; first += BATCH) {
    const drawn: { args: unknown[]; seed: number; withGradients: boolean; expected: Evaluated }[] = [];
    await tf.setBackend('cpu');
    for (let call = first; call < Math.min(calls, first + BATCH); call++) {
      const own = seed * 1_000_003 + call;
      const args = target.draw(new Random(own));
      if (target.leaveOut?.(args)) continue;
      const allFinite = tensorArguments(args).every((tensor) => tensor.isFinite);
      const withGradients = target.gradients === undefined || (target.gradients === 'finite' && allFinite);
      const expected = await evaluate(target, target.reference ?? target.call, args, own, withGradients);
      if (!('error' in expected)) evaluated++;
      drawn.push({ args, seed: own, withGradients, expected });
    }
    await tf.setBackend('wasm');
    const garbage = (first / BATCH) % 2 ? 0xff : 0x47; // NaN, or large numbers
    await onGuardedHeap(garbage, async () => {
      for (const { args, seed: own, withGradients, expected } of drawn) {
        const text = difference(expected, await evaluate(target, target.call, args, own, withGradients), target);
        if (text)
          found.push(`${target.name}: ${text}\n  (${target.call})(${args.map(print).join(', ')}) // seed ${own}`);
        if (found.length >= MOST) break;
      }
    });
  }
  if (2 * evaluated < calls && found.length === 0) found.push(`${target.name}: only ${evaluated} calls do not throw`);
  return found;
}
