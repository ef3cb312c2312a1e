import type { Tensor } from '@tensorflow/tfjs-core';
import { seededUniform } from '../internal/random';
import { coordinates } from './compareTensors';

/** A way to move all inputs together. */
export interface Direction {
  name: string;
  /** The group of directions whose derivatives share one scale: those of one input. */
  group: string;
  /** How far each element of each input moves in a full step. */
  displacement: Float64Array[];
  /** The length of a full step. Derivatives are per unit of it. */
  length: number;
}

/** The same direction with steps of another size. */
export const scaled = (direction: Direction, factor: number): Direction => ({
  ...direction,
  displacement: direction.displacement.map((moves) => moves.map((move) => factor * move)),
  length: factor * direction.length,
});

/** One direction for each element; the derivative along it is an entry of the gradient. */
export function* elementDirections(steps: Float64Array[], inputs: Tensor[], names: string[]): Generator<Direction> {
  for (let k = 0; k < inputs.length; k++) {
    for (let index = 0; index < steps[k].length; index++) {
      const displacement = steps.map((step) => new Float64Array(step.length));
      displacement[k][index] = steps[k][index];
      const name = `for ${names[k]} at [${coordinates(index, inputs[k].shape).join(', ')}]`;
      yield { name, group: names[k], displacement, length: steps[k][index] };
    }
  }
}

/** Directions that move every element by between a half and the whole of its step. */
export async function* randomDirections(
  steps: Float64Array[],
  length: number,
  count: number,
  seed: number,
): AsyncGenerator<Direction> {
  for (let direction = 0; direction < count; direction++) {
    const displacement: Float64Array[] = [];
    for (let k = 0; k < steps.length; k++) {
      const signs = await randomSigned(steps[k].length, seed + 1 + direction * steps.length + k);
      displacement.push(steps[k].map((step, index) => (step * signs[index]) / 1.5));
    }
    yield { name: `along random direction ${direction}`, group: 'all inputs', displacement, length };
  }
}

/** Weights for outputs: random, but 1 for a single number, so that its derivatives are reported unchanged. */
export const outputWeights = async (size: number, seed: number) =>
  size === 1 ? Float32Array.of(1) : randomSigned(size, seed);

/** Random numbers with magnitudes in [0.5, 1.5), none of them near zero, of either sign. */
async function randomSigned(size: number, seed: number): Promise<Float32Array> {
  const uniform = seededUniform([size], seed, -1, 1);
  const values = (await uniform.data()) as Float32Array;
  uniform.dispose();
  return values.map((value) => value + (value < 0 ? -0.5 : 0.5));
}
