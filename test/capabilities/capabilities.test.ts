import '@tensorflow/tfjs-backend-cpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gradcheck, gradgradcheck } from '../../src/testing';
import { difference, evaluate, isFloat, listOf, tensorArguments, withTensors } from '../fuzz/differences';
import { Random, type TensorArgument } from '../fuzz/Random';
import type { Target } from '../fuzz/Target';
import { kernels } from '../fuzz/targets/kernels';
import { ops } from '../fuzz/targets/ops';
import { own } from '../fuzz/targets/own';
import type { Capability, Order } from '../support/capability';

const backend = tf.getBackend();
const device = backend === 'webgpu' ? (tf.backend() as WebGPUBackend).device : undefined;
/** WebGPU adds and divides less exactly. */
const looser = device ? 20 : 1;
/** At most this many draws, of which this many are calls with a gradient, or of an op, which may have faults. */
const DRAWS = 40;
const CALLS = 5;

type Outcome = Pick<Capability, 'order' | 'next'> & { isUninformative?: boolean };

/**
 * The outcome of one call. If WebGPU rejects a dispatch, other ops of its command buffer give zeros, so what is left of
 * it is submitted before the next call.
 */
async function outcomeOfCall(evaluateCall: () => Promise<Outcome>): Promise<Outcome> {
  device?.pushErrorScope('validation');
  const outcome = await evaluateCall();
  if (!device) return outcome;
  const last = tf.add(1, 1);
  await last.data();
  last.dispose();
  return (await device.popErrorScope()) ? { next: 'invalid' } : outcome;
}

/**
 * Calls the target with random finite arguments: compares its value with cpu's, and derivatives with differences. A
 * function is right in every value, and in the derivatives of some call, since differences also fail at a kink, and
 * fixtures test them too. An op of tfjs may have faults: the median of its calls counts.
 */
async function outcomeOf(target: Target, kind: Capability['kind']): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  let calls = 0;
  for (let seed = 1; seed <= DRAWS && calls < CALLS; seed++) {
    const args = target.draw(new Random(seed * 1_000_003));
    const tensors = tensorArguments(args);
    if (tensors.some((tensor) => !tensor.isFinite || tensor.values.length === 0) || target.leaveOut?.(args)) continue;
    await tf.setBackend('cpu');
    const expected = await evaluate(target, target.reference ?? target.call, args, seed, false);
    await tf.setBackend(backend);
    if ('error' in expected) continue; // not a call
    if (expected.value.some(({ values }) => values.length === 0)) continue;
    const outcome = await outcomeOfCall(async () => {
      const actual = await evaluate(target, target.call, args, seed, false);
      const tolerance = looser * (target.tolerance ?? 2e-5);
      if ('error' in actual) return { next: 'throws' };
      if (difference(expected, actual, { ...target, tolerance })) return { next: 'wrong' };
      return target.isAsync || target.isEstimate ? { order: 0 } : derivatives(target, args, seed);
    });
    const isWrong = outcome.order === undefined;
    if (kind === 'function' && (isWrong || target.isAsync || target.isEstimate || outcome.order === 2)) return outcome;
    if (!outcome.isUninformative) calls++;
    outcomes.push(outcome);
  }
  expect(outcomes, 'no draw is a call').not.toEqual([]);
  const informative = outcomes.filter((outcome) => !outcome.isUninformative);
  const sorted = (informative.length > 0 ? informative : outcomes).sort((a, b) => (b.order ?? -1) - (a.order ?? -1));
  const { order, next } = sorted[kind === 'function' ? 0 : sorted.length >> 1];
  return { order, next };
}

/** How often a call can be differentiated for those float arguments on which the tape depends. */
async function derivatives({ call }: Target, args: unknown[], seed: number): Promise<Outcome> {
  const inputs = new Map(tensorArguments(args).map((argument) => [argument, argument.toTensor()]));
  const flat = (tensors: Map<TensorArgument, tf.Tensor>) => {
    const outputs = listOf(call(...args.map((argument) => withTensors(argument, tensors))) as tf.Tensor);
    return tf.concat(outputs.map((output) => tf.reshape(output, [-1])));
  };
  let order: Order = 0;
  try {
    const floats = [...inputs.keys()].filter(isFloat);
    const gradients = tf.tidy(() => {
      if (floats.length === 0 || !isFloat(flat(inputs))) return [];
      const xs = floats.map((argument) => inputs.get(argument)!);
      const loss = () => tf.sum(tf.square(flat(inputs))) as tf.Scalar;
      return tf.engine().gradients(loss, xs, undefined, true).grads;
    });
    // Constants, such as a teacher's logits, have none, or zeros.
    const slopes = await Promise.all(gradients.map(async (x) => (x ? Array.from(await x.data()) : [])));
    tf.dispose(gradients.filter(Boolean));
    const variables = floats.filter((_, index) => slopes[index]?.some((slope) => slope !== 0));
    if (variables.length === 0) return { order, isUninformative: true };
    const f = (...xs: tf.Tensor[]) => flat(new Map([...inputs, ...variables.map((key, index) => [key, xs[index]] as const)])); // biome-ignore format: one line
    const xs = variables.map((argument) => inputs.get(argument)!);
    for (const check of [gradcheck, gradgradcheck]) {
      // Large steps resolve more digits, small ones meet fewer kinks.
      const options = { directions: device ? 1 : 2, rtol: 0.01, seed };
      await check(f, xs, options).catch(() => check(f, xs, { ...options, eps: 2 ** -9, rtol: 0.03 }));
      order = (order + 1) as Order;
    }
    return { order };
  } catch (error) {
    const { message } = error as Error;
    if (/cannot tell|step too/.test(message)) return { order, isUninformative: true };
    return { order, next: /^(gradcheck|gradgradcheck|vjp): /.test(message) ? 'wrong' : 'throws' };
  } finally {
    tf.dispose([...inputs.values()]);
  }
}

const first = (targets: Target[]) => {
  const names = targets.map(({ name }) => name.split(' ')[0]);
  return targets.filter((_, index) => names.indexOf(names[index]) === index);
};

describe.each([
  ['function', first(own)],
  ['op', first([...kernels, ...ops])],
] as const)('capabilities of a %s', (kind, targets) => {
  for (const target of targets) {
    test(`${target.name} against central differences`, async ({ task }) => {
      const outcome = await outcomeOf(target, kind);
      // The fixture has the gradient of an estimate.
      if (!target.isEstimate) task.meta.capability = { kind, name: target.name.split(' ')[0], ...outcome };
      if (kind === 'function') expect(outcome.next).toBeUndefined();
    });
  }
});
