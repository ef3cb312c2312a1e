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

const asTensor = (argument: unknown): unknown => {
  if (argument instanceof TensorArgument) return argument.toTensor();
  if (Array.isArray(argument)) return argument.map(asTensor);
  if (argument === null || typeof argument !== 'object') return argument;
  return Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, asTensor(value)]));
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
const tensorArguments = (argument: unknown): TensorArgument[] => {
  if (argument instanceof TensorArgument) return [argument];
  if (argument === null || typeof argument !== 'object') return [];
  return Object.values(argument).flatMap(tensorArguments);
};

async function evaluate(call: Call, args: unknown[], seed: number, withGradients: boolean): Promise<Evaluated> {
  try {
    const tensors = tf.tidy(() => {
      const inputs = args.map(asTensor);
      const result = call(...inputs);
      const value = Array.isArray(result) ? result : [result];
      const isFloat = (x: unknown): x is tf.Tensor => x instanceof tf.Tensor && x.dtype === 'float32';
      const variables = inputs.filter(isFloat);
      if (!withGradients || variables.length === 0 || !value.every(isFloat)) return { value, gradients: [] };
      const random = new Random(seed);
      const dys = value.map(({ shape }) => random.floats(shape, { tame: true }).toTensor());
      // The sum of all outputs, weighted.
      const f = (...xs: tf.Tensor[]) => {
        let next = 0;
        const outputs = call(...inputs.map((input) => (isFloat(input) ? xs[next++] : input)));
        const terms = (Array.isArray(outputs) ? outputs : [outputs]).map((y, i) =>
          tf.sum(tf.mul(tf.reshape(y, [-1]), tf.reshape(dys[i], [-1]))),
        );
        return terms.reduce((sum, term) => tf.add(sum, term));
      };
      const { grads } = tf.engine().gradients(() => f(...variables) as tf.Scalar, variables, undefined, true);
      return { value, gradients: grads.map((gradient, i) => gradient ?? tf.zerosLike(variables[i])) };
    });
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

function difference(
  expected: Evaluated,
  actual: Evaluated,
  { tolerance = 2e-5, least = 1e-3, refusal }: Target,
): string | undefined {
  if ('error' in expected) return undefined; // not a call
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
const BATCH = 50;
/** Differences after which a target is given up. */
const MOST = 5;

/** Calls the target with random arguments on cpu and on WASM, and describes the calls that differ. */
export async function differences(target: Target, calls: number, seed: number): Promise<string[]> {
  const found: string[] = [];
  for (let first = 0; first < calls && found.length < MOST; first += BATCH) {
    const drawn: { args: unknown[]; seed: number; withGradients: boolean; expected: Evaluated }[] = [];
    await tf.setBackend('cpu');
    for (let call = first; call < Math.min(calls, first + BATCH); call++) {
      const own = seed * 1_000_003 + call;
      const args = target.draw(new Random(own));
      if (target.leaveOut?.(args)) continue;
      const allFinite = args.flatMap(tensorArguments).every((tensor) => tensor.isFinite);
      const withGradients = target.gradients === undefined || (target.gradients === 'finite' && allFinite);
      drawn.push({
        args,
        seed: own,
        withGradients,
        expected: await evaluate(target.reference ?? target.call, args, own, withGradients),
      });
    }
    await tf.setBackend('wasm');
    const garbage = (first / BATCH) % 2 ? 0xff : 0x47; // NaN, or large numbers
    await onGuardedHeap(garbage, async () => {
      for (const { args, seed: own, withGradients, expected } of drawn) {
        const text = difference(expected, await evaluate(target.call, args, own, withGradients), target);
        if (text)
          found.push(`${target.name}: ${text}\n  (${target.call})(${args.map(print).join(', ')}) // seed ${own}`);
        if (found.length >= MOST) break;
      }
    });
  }
  return found;
}
