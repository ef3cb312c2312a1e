import {
  abs,
  add,
  clone,
  max,
  mul,
  reshape,
  type Scalar,
  scalar,
  stack,
  sub,
  Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { vjp } from '../engine/vjp';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape } from '../internal/arguments';
import type { OwnedTensors } from '../internal/ownedTensors';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { type Box, freeCoordinates, inverseOfLongestStep, project } from './box';
import { dot, total } from './dot';
import { powerOfTwo } from './powerOfTwo';
import type { LinePoint } from './wolfeSearch';

/** A point, with loss and gradient in units of the objective's scale. */
export interface Iterate {
  x: Tensor;
  gradient: Tensor;
  loss: number;
  /** ‖g‖∞ of the coordinates that are free to move. */
  largest: number;
}

/** A point x + step · d, the slopes there and at x, and what the step s and the change y of the gradient are like. */
export type Trial = Iterate & LinePoint & Record<'slope' | 'firstSlope' | 'ss' | 'sy' | 'yy' | 'longest', number>;

/**
 * A loss that is evaluated with a power of two, near its first gradient, for its unit: products of its gradients neither
 * overflow nor vanish in float32, whatever its scale.
 */
export class Objective {
  evaluations = 0;
  scale = 1;

  constructor(
    readonly lossFunction: (x: Tensor) => Scalar,
    readonly box: Box | undefined,
    readonly owned: OwnedTensors,
  ) {}

  /** Evaluates the first point, and sets the scale. `length` is ‖g‖₁, in its unit. */
  async start(x: Tensor): Promise<Iterate & { length: number }> {
    const { loss, gradient, largest, length } = await this.#evaluate(x, (g) => ({
      largest: this.#largestFree(x, g),
      length: total(abs(g)),
    }));
    requireFinite('loss', loss);
    requireFinite('gradient', length);
    this.scale = powerOfTwo(largest);
    const inUnits = this.owned.add(mul(gradient, 1 / this.scale));
    this.owned.free(gradient);
    return {
      x,
      gradient: inUnits,
      loss: loss / this.scale,
      largest: largest / this.scale,
      length: length / this.scale,
    };
  }

  /** Evaluates a point of the line from an iterate. */
  async along(from: Iterate, direction: Tensor, step: number): Promise<Trial> {
    const { owned, box } = this;
    const x = owned.add(
      tidy(() => {
        const there = add(from.x, mul(direction, step));
        return box ? project(there, box) : there;
      }),
    );
    const { inverseLongest, ...measured } = await this.#evaluate(x, (gradient) => {
      const s = sub(x, from.x);
      const y = sub(gradient, from.gradient);
      return {
        slope: dot(gradient, direction),
        firstSlope: dot(from.gradient, direction),
        largest: this.#largestFree(x, gradient),
        ss: dot(s, s),
        sy: dot(s, y),
        yy: dot(y, y),
        inverseLongest: box ? inverseOfLongestStep(from.x, direction, box) : scalar(0),
      };
    });
    return { x, step, longest: Math.max(1, 1 / inverseLongest), ...measured };
  }

  /** Loss, gradient and what is measured of it: numbers by a single read-back, after timers had their turn. */
  async #evaluate<Measure extends string>(x: Tensor, measure: (gradient: Tensor) => Record<Measure, Scalar>) {
    await yieldToEventLoop();
    const { owned, scale } = this;
    const { gradient, names, packed } = tidy(() => {
      let value = scalar(Number.NaN);
      const lossAt = (at: Tensor) => {
        const loss = requireScalar(this.lossFunction(at));
        value = owned.add(clone(loss));
        return loss;
      };
      const gradient = owned.add(mul(vjp(lossAt, [x], scalar(1))[0], 1 / scale));
      const measures = measure(gradient);
      const scalars: Scalar[] = [value, ...Object.values<Scalar>(measures)];
      const packed = owned.add(stack(scalars));
      owned.free(value);
      return { gradient, names: Object.keys(measures), packed };
    });
    this.evaluations++;
    const [loss, ...values] = await packed.data();
    owned.free(packed);
    const numbers = Object.fromEntries(names.map((name, i) => [name, values[i]])) as Record<Measure, number>;
    return { ...numbers, gradient, loss: loss / scale };
  }

  #largestFree(x: Tensor, gradient: Tensor): Scalar {
    const free = this.box ? mul(gradient, freeCoordinates(x, gradient, this.box)) : gradient;
    return max(reshape(abs(free), [-1]));
  }
}

function requireScalar(loss: unknown): Scalar {
  if (loss instanceof Tensor && loss.rank === 0) return loss as Scalar;
  const got = loss instanceof Tensor ? `shape ${describeShape(loss.shape)}` : describe(loss);
  throw new ArgumentError('lbfgs', 'lossFunction gives no scalar', 'a tensor of rank 0', got);
}

function requireFinite(name: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new ArgumentError('lbfgs', `the ${name} at initial is not finite`, 'finite numbers', String(value));
}
