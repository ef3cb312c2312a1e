import {
  abs,
  add,
  clone,
  concat,
  equal,
  max,
  mul,
  notEqual,
  reshape,
  type Scalar,
  scalar,
  stack,
  sub,
  Tensor,
  type Tensor1D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { partialVjp } from '../engine/vjp';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { ignoreRejection } from '../internal/ignoreRejection';
import type { OwnedTensors } from '../internal/ownedTensors';
import { toFloat } from '../internal/toFloat';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { dotProduct } from '../ops/dotProduct/dotProduct';
import type { LineTensors } from '../ops/quasiNewton/composed';
import { lineMeasures } from '../ops/quasiNewton/lineMeasures';
import { sumAll } from '../ops/sumAll';
import { type Box, freeCoordinates, project } from './box';
import type { LbfgsVariables } from './lbfgsOptions';
import { powerOfTwo } from './powerOfTwo';
import { join, setWeights, split, type Unknowns } from './unknowns';
import type { LinePoint } from './wolfeSearch';

/** A point, with loss and gradient in the objective's unit. */
export interface Iterate {
  x: Tensor;
  gradient: Tensor;
  loss: number;
  /** ‖g‖∞ over the coordinates that are free to move. */
  largest: number;
  /** Σ |g_i x_i| over them: rounding x changes the loss by up to one relative rounding error times this. */
  sensitivity: number;
}

/**
 * A point on the path from an iterate along d, with the slope at the iterate and the measures of step s and gradient
 * change y.
 */
export type Trial = Iterate & LinePoint & Record<'firstSlope' | 'ss' | 'sy' | 'yy', number>;

/**
 * A loss evaluated in units of a power of two near its gradient, so that products of its gradients neither overflow nor
 * vanish in float32, whatever its scale.
 */
export class Objective {
  evaluations = 0;
  unit = 1;

  constructor(
    readonly lossFunction: (x: LbfgsVariables) => Scalar,
    readonly names: Record<'functionName' | 'loss' | 'x', string>,
    readonly unknowns: Unknowns,
    readonly box: Box | undefined,
    readonly owned: OwnedTensors,
    /** The largest ‖g‖∞ so far, without the unit. */
    public largest = 0,
  ) {}

  /** Evaluates the first point, and sets the unit. `length` is ‖g‖₁ in that unit. */
  async start(x: Tensor): Promise<Iterate & { length: number }> {
    const { length, ...first } = await this.#evaluate(x, ['largest', 'sensitivity', 'length'], (gradient) => {
      const free = this.box ? mul(gradient, freeCoordinates(x, gradient, this.box)) : gradient;
      return stack([...sizeMeasures(free, x), sumAll(abs(gradient))]);
    });
    this.#requireFinite('loss', first.loss);
    this.#requireFinite('gradient', length);
    const iterate = { x, ...first };
    this.largest = Math.max(this.largest, first.largest);
    this.changeUnit(iterate);
    return { ...iterate, length: length / this.unit };
  }

  /** Sets the unit to the size of an iterate's gradient. */
  changeUnit(iterate: Iterate): void {
    const unit = powerOfTwo(iterate.largest * this.unit);
    const factor = unit / this.unit;
    const { gradient } = iterate;
    iterate.gradient = this.owned.add(tidy(() => mul(gradient, 1 / factor)));
    this.owned.free(gradient);
    for (const name of ['loss', 'largest', 'sensitivity'] as const) iterate[name] /= factor;
    this.unit = unit;
  }

  /** Evaluates a point on the path from an iterate. In a box the path bends where a coordinate meets its bound. */
  async along(from: Iterate, direction: Tensor, step: number): Promise<Trial> {
    const { owned, box } = this;
    const straight = () => add(from.x, mul(direction, step));
    const x = owned.add(tidy(() => (box ? project(straight(), box) : straight())));
    const measured = await this.#evaluate(x, alongNames, (gradient) => {
      const tensors = { x, gradient, fromX: from.x, fromGradient: from.gradient, direction };
      return box ? lineMeasuresInBox(tensors, box, equal(x, straight())) : lineMeasures(tensors);
    });
    return { x, step, ...measured };
  }

  /**
   * Loss, gradient and their measures. The numbers come from a single read-back, after other work on the event loop.
   */
  async #evaluate<Measure extends string>(x: Tensor, names: readonly Measure[], measure: (gradient: Tensor) => Tensor) {
    await yieldToEventLoop();
    const { owned, unit } = this;
    const { gradient, packed } = tidy(() => {
      const { loss, gradient } = this.#differentiate(x);
      const packed = owned.add(concat([reshape(loss, [1]) as Tensor1D, measure(gradient) as Tensor1D]));
      owned.free(loss);
      return { gradient: owned.add(gradient), packed };
    });
    this.evaluations++;
    const [loss, ...values] = await packed.data();
    owned.free(packed);
    const numbers = Object.fromEntries(names.map((name, i) => [name, values[i]])) as Record<Measure, number>;
    return { ...numbers, gradient, loss: loss / unit };
  }

  /** The loss, owned, and its gradient in the unit. */
  #differentiate(x: Tensor): { loss: Scalar; gradient: Tensor } {
    const { owned, unit, unknowns } = this;
    let loss!: Scalar;
    const lossAt = (...tensors: Tensor[]) => {
      const given = this.#requireScalar(this.lossFunction(unknowns.form(tensors)));
      loss = owned.add(clone(given));
      return given;
    };
    const at = unknowns.weights ? setWeights(x, unknowns) : split(x, unknowns);
    const gradients = partialVjp(lossAt, at, scalar(1));
    if (gradients.every((gradient) => gradient === undefined)) {
      const { functionName, loss, x } = this.names;
      const expected = 'a loss computed from its argument';
      throw new ArgumentError(functionName, `${loss} does not depend on ${x}`, expected, 'one without a gradient');
    }
    const gradient = join(gradients.map((gradient, index) => gradient ?? zerosLike(at[index])));
    return { loss, gradient: mul(gradient, 1 / unit) };
  }

  #requireScalar(loss: unknown): Scalar {
    if (loss instanceof Tensor && loss.rank === 0 && loss.dtype === 'float32') return loss as Scalar;
    ignoreRejection(loss);
    const { functionName, loss: name } = this.names;
    throw new ArgumentError(functionName, `${name} does not return a loss`, 'a float32 scalar', describe(loss));
  }

  #requireFinite(name: string, value: number): void {
    if (Number.isFinite(value)) return;
    const problem = `the ${name} at the start is not finite`;
    throw new ArgumentError(this.names.functionName, problem, 'finite numbers', String(value));
  }
}

/** The measures that `lineMeasures` returns, in its order. */
const alongNames = ['largest', 'sensitivity', 'slope', 'firstSlope', 'promised', 'ss', 'sy', 'yy'] as const;

/** The same in a box. `isStraight` marks the coordinates that have not met a bound since the start of the path. */
function lineMeasuresInBox(tensors: LineTensors, box: Box, isStraight: Tensor): Tensor {
  const { x, gradient, fromX, fromGradient, direction } = tensors;
  const s = sub(x, fromX);
  const y = sub(gradient, fromGradient);
  return stack([
    ...sizeMeasures(mul(gradient, freeCoordinates(x, gradient, box)), x),
    dotProduct(gradient, mul(direction, toFloat(isStraight))),
    dotProduct(fromGradient, direction),
    dotProduct(fromGradient, s),
    dotProduct(s, s),
    dotProduct(s, y),
    // The gradient of coordinates held at a bound does not show the curvature along s.
    dotProduct(y, mul(y, toFloat(notEqual(s, 0)))),
  ]);
}

const sizeMeasures = (free: Tensor, x: Tensor): Scalar[] => [max(abs(free)), sumAll(abs(mul(free, x)))];
