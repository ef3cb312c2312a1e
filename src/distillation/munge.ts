import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, type Tensor, type Tensor2D, type TensorLike, tensor2d } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, requireAnyBackend, tensorArgument } from '../internal/arguments';
import { describe, isTensor } from '../internal/describe';
import { mulberry32 } from '../internal/mulberry32';
import { nestedNumbers } from '../internal/nestedNumbers';
import { optionsArgument } from '../internal/optionsArgument';
import { requireAllocatable } from '../internal/requireAllocatable';
import { classList } from './classList';

export interface MungeOptions {
  /** The number of new examples for each given one. */
  multiplier?: number;
  /** The probability that two neighbours exchange an attribute. */
  swapProbability?: number;
  /** The noise's standard deviation is the distance between two neighbours divided by this. */
  localVariance?: number;
  /** The columns whose numbers are categories: they are exchanged without noise. */
  nominal?: readonly number[];
  /** An integer; the same seed gives the same numbers on every backend. Without a seed each call draws new ones. */
  seed?: number;
}

/**
 * Synthetic examples near the given ones, for a teacher to label: MUNGE.
 *
 * Each of `multiplier` passes begins with a copy of the data and visits every example e in turn. With e′ its nearest
 * neighbour, each attribute a is exchanged with probability `swapProbability`:
 *
 *     e_a ← N(e′_a, σ²),  e′_a ← N(e_a, σ²),  σ = |e_a − e′_a| / localVariance     nominal attributes: without noise
 *
 * Nearest neighbours are those in the given data, by the squared distance between attributes scaled to [0, 1]; nominal
 * attributes that differ count 1. A row with NaN has no neighbour, and is never one.
 *
 * The function reads the data and works on the CPU, in O(N² D) time, so that the numbers are the same everywhere; the
 * result is new data and has no gradient. A tensor that is on the GPU, because WebGPU computed or used it, cannot be
 * read synchronously: pass `await data.array()`.
 *
 * @param data `[N, D]`, one example per row.
 * @param options `multiplier` (default 1); `swapProbability` (default 0.5); `localVariance` (default 1), above 0: the
 * larger, the closer to the data; `nominal` (default none); `seed`.
 * @returns `[N · multiplier, D]`, one pass after another.
 * @throws ArgumentError if data does not have rank 2 or is on the GPU, or an option is out of range.
 *
 * @example
 * munge([[0, 1], [1, 1], [9, 2], [8, 2]], { swapProbability: 0, multiplier: 2 }).shape; // [8, 2]
 *
 * @see Bucilă, Caruana and Niculescu-Mizil 2006, "Model compression", algorithm 1.
 */
export function munge(data: Tensor2D | TensorLike, options?: MungeOptions): Tensor2D {
  const { multiplier, swapProbability, localVariance, nominal, seed } = optionsArgument('munge', options, {
    multiplier: 1,
    swapProbability: 0.5,
    localVariance: 1,
    nominal: [],
    seed: undefined,
  });
  const { shape, values } = numbers(data);
  requireAnyBackend('munge');
  const [count, attributes] = shape;
  numberArgument('munge', 'multiplier', multiplier, { atLeast: 1, integer: true });
  numberArgument('munge', 'swapProbability', swapProbability, { atLeast: 0, atMost: 1 });
  numberArgument('munge', 'localVariance', localVariance, { above: 0 });
  const isNominal = new Set(classList('munge', 'nominal', nominal, attributes));
  if (seed !== undefined) numberArgument('munge', 'seed', seed, { integer: true });
  requireAllocatable('munge', 'the result', [count * multiplier, attributes]);

  const neighbours = nearestNeighbours(values, count, attributes, isNominal);
  const random = mulberry32(seed ?? Math.random() * 2 ** 32);
  const result = new Float32Array(values.length * multiplier);
  for (let pass = 0; pass < multiplier; pass++) {
    const copy = values.slice();
    for (let example = 0; example < count; example++) {
      if (neighbours[example] < 0) continue;
      for (let attribute = 0; attribute < attributes; attribute++) {
        if (random() >= swapProbability) continue;
        const [own, other] = [example, neighbours[example]].map((row) => row * attributes + attribute);
        const [a, b] = [copy[own], copy[other]];
        const deviation = isNominal.has(attribute) ? 0 : Math.abs(a - b) / localVariance;
        copy[own] = b + deviation * normal(random);
        copy[other] = a + deviation * normal(random);
      }
    }
    result.set(copy, pass * values.length);
  }
  return tensor2d(result, [count * multiplier, attributes]);
}

/** The numbers of a matrix. An array stays on the CPU, so that its numbers can be read on every backend. */
function numbers(data: Tensor2D | TensorLike): { shape: number[]; values: Float64Array } {
  const { shape, values } = isTensor(data) ? ofTensor(data) : nestedNumbers('munge', 'data', data, 'float32');
  if (shape.length === 2) return { shape, values: Float64Array.from(values) };
  throw new ArgumentError('munge', 'data has the wrong rank', 'rank 2', `shape ${describeShape(shape)}`);
}

function ofTensor(data: Tensor) {
  // A cast would take the numbers to the GPU.
  const dtype = data.dtype === 'int32' ? 'int32' : 'float32';
  const given = tidy(() => tensorArgument('munge', 'data', data, { dtype }));
  try {
    requireReadable(given);
    return { shape: given.shape, values: given.dataSync() };
  } finally {
    if (given !== data) given.dispose();
  }
}

/** In Node, tfjs cannot read from the GPU synchronously; in some browsers it reads zeros. */
function requireReadable(data: Tensor): void {
  const { registry, state } = engine();
  const { backend } = state.tensorInfo.get(data.dataId)!;
  if (backend !== registry.webgpu || (backend as WebGPUBackend).tensorMap.get(data.dataId).values) return;
  const problem = 'a tensor on WebGPU cannot be read synchronously';
  throw new ArgumentError('munge', problem, 'the numbers as an array: await data.array()', describe(data));
}

/** The other example nearest to each, the first if several are; −1 if there is none. */
function nearestNeighbours(values: Float64Array, count: number, attributes: number, nominal: Set<number>): number[] {
  const scales = Array.from({ length: attributes }, (_, attribute) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = attribute; at < values.length; at += attributes) {
      if (values[at] < low) low = values[at]; // false for NaN
      if (values[at] > high) high = values[at];
    }
    return high > low ? 1 / (high - low) : 0;
  });
  const isName = scales.map((_, attribute) => nominal.has(attribute));
  return Array.from({ length: count }, (_, example) => {
    let [nearest, least] = [-1, Infinity];
    for (let other = 0; other < count; other++) {
      if (other === example) continue;
      let distance = 0;
      for (let attribute = 0; attribute < attributes && distance < least; attribute++) {
        const difference = values[example * attributes + attribute] - values[other * attributes + attribute];
        distance += isName[attribute] ? Math.sign(difference) ** 2 : (difference * scales[attribute]) ** 2;
      }
      if (distance < least) [nearest, least] = [other, distance];
    }
    return nearest;
  });
}

/** A standard normal number, by the Box–Muller transform. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
