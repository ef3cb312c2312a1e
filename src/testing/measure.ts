import type { Direction } from './directions';
import { extrapolate, type Limit } from './extrapolate';
import { type Base, evaluate, type Subject, type Values } from './subject';

/** The quantities under test: L = Σ w · f, with the weights w, and its gradients. */
export interface Comparison {
  subject: Subject;
  points: Float32Array[];
  base: Base;
  weights: Values;
  gradients: Values;
  rtol: number;
  atol: number;
}

/** The derivative of L along a direction, computed by its gradient and by central differences. */
export interface Measurement {
  direction: Direction;
  /** The derivative by the gradient. */
  got: number;
  /** The difference between central differences and the gradient, with its spread and noise. */
  unexplained: Limit;
  /** The scale of relative tolerances. */
  scale: number;
  /** The most that unchanged outputs may have moved without float32 showing it, per unit of length. */
  hidden: number;
}

/** A float32 result may be wrong by a few units in the last place. */
const rounding = 8 * 2 ** -24;

/**
 * Extrapolates to step 0 the part of L(x⁺) − L(x⁻) that the gradient leaves unexplained, where x⁺ − x⁻ is the distance
 * after rounding to float32. `grain` bounds the rounding of L within f.
 */
export async function measure(comparison: Comparison, direction: Direction, grain = 0): Promise<Measurement> {
  const { subject, points, base, weights, gradients, rtol, atol } = comparison;
  const { displacement, length } = direction;
  const { total, explained, norm } = alongDirection(gradients, direction);

  const responds = weights.map(({ length: size }) => new Uint8Array(size));
  const jitter = normOf(weights, base.jitter);
  const quantity = async (step: number) => {
    const [ahead, behind] = [moved(points, displacement, step), moved(points, displacement, -step)];
    const [after, before] = [await evaluate(subject, ahead), await evaluate(subject, behind)];
    markChanges(responds, after, before);
    const change = difference(weights, after, before) - difference(gradients, ahead, behind);
    const rounded = rounding * normOf(weights, after, responds);
    return { value: change / (2 * step * length), noise: (Math.max(rounded, grain) + jitter) / (step * length) };
  };
  const allowed = (size: number) => atol + rtol * size;
  // If the two differ, the differences must be accurate relative to their own size; with steps too large they may be
  // any number.
  const agrees = (value: number) => Math.abs(value) <= allowed(norm);
  const unexplained = await extrapolate(
    quantity,
    (value) => 0.1 * allowed(agrees(value) ? norm : Math.min(norm, Math.abs(explained + value))),
  );
  return {
    direction,
    got: total,
    unexplained,
    scale: Math.max(norm, Math.abs(explained + unexplained.value) || 0),
    hidden: hiddenBy(normOf(weights, base.outputs, responds, 0), length),
  };
}

/** The response of L to moves of up to 2¹⁵ times the largest step. */
export interface FarResponse {
  /** `hidden` of the outputs that change; the others do not depend on the inputs. */
  hidden: number;
  /** The slope of L over the shortest move that changes it by 1000 times its rounding; 0 if none does. */
  slope: number;
}

/** Outputs that do not change with the smallest steps may still depend on the inputs, hidden by rounding. */
export async function respondFar(comparison: Comparison, direction: Direction): Promise<FarResponse> {
  const { subject, points, base, weights } = comparison;
  const { displacement, length } = direction;
  const responds = weights.map(({ length: size }) => new Uint8Array(size));
  const changeBy = async (step: number) => {
    const there = await evaluate(subject, moved(points, displacement, step));
    markChanges(responds, there, base.outputs);
    return finiteOrZero(Math.abs(difference(weights, there, base.outputs)));
  };
  let slope = 0;
  for (let step = 1; step <= 2 ** 15; step *= 2) {
    const change = Math.max(await changeBy(step), await changeBy(-step));
    const isLarge = change > 1000 * rounding * normOf(weights, base.outputs, responds);
    if (slope === 0 && isLarge) slope = change / (step * length);
  }
  return { hidden: hiddenBy(normOf(weights, base.outputs, responds), length), slope };
}

/**
 * The smallest change of L along a direction: its rounding, where f rounds by more than its outputs show. It halves an
 * interval on which outputs change, and keeps the half on which they change less, until that is the rounding of the
 * outputs. If only some of them still change there, the others count as much.
 */
export async function smallestChange({ subject, points, base, weights }: Comparison, { displacement }: Direction) {
  const at = async (step: number) => ({ step, outputs: await evaluate(subject, moved(points, displacement, step)) });
  type Place = Awaited<ReturnType<typeof at>>;
  const change = (a: Place, b: Place) => {
    const changes = a.outputs.map((values, k) =>
      Array.from(values, (value, i) => finiteOrZero(value - b.outputs[k][i])),
    );
    return { norm: normOf(weights, changes), count: changes.flat().filter((value) => value !== 0).length };
  };
  let low: Place = { step: 0, outputs: base.outputs };
  let high = low;
  for (let step = 1; step <= 2 ** 15 && change(low, high).count === 0; step *= 2) {
    high = await at(step);
    if (change(low, high).count === 0) high = await at(-step);
  }
  const whole = change(low, high);
  const enough = rounding * normOf(weights, base.outputs);
  let last = whole;
  for (let halving = 0; halving < 40 && last.norm > enough; halving++) {
    const middle = await at((low.step + high.step) / 2);
    const [first, second] = [change(low, middle), change(middle, high)];
    const isFirst = second.count === 0 || (first.count > 0 && first.norm <= second.norm);
    if (isFirst) high = middle;
    else low = middle;
    last = isFirst ? first : second;
  }
  return last.norm * Math.sqrt(whole.count / Math.max(1, last.count));
}

/** An output that does not change at all is wrong by at most a unit in the last place. */
const hiddenBy = (norm: number, length: number) => (2 ** -23 * norm) / length;

/**
 * The derivative along a direction by the gradients, with and without entries that are not finite, and √Σ of its
 * squared terms.
 */
function alongDirection(gradients: Values, { displacement, length }: Direction) {
  let [total, explained, squares] = [0, 0, 0];
  displacement.forEach((moves, k) => {
    moves.forEach((move, i) => {
      if (move === 0) return;
      const term = (move * gradients[k][i]) / length;
      total += term;
      explained += finiteOrZero(term);
      squares += finiteOrZero(term) ** 2;
    });
  });
  return { total, explained, norm: Math.sqrt(squares) };
}

const moved = (points: Float32Array[], displacement: Float64Array[], step: number) =>
  points.map((values, k) => values.map((x, i) => x + step * displacement[k][i]));

/** Marks where two sets of values differ. */
function markChanges(marks: Uint8Array[], a: Values, b: Values): void {
  for (const [k, changed] of marks.entries()) {
    for (let i = 0; i < changed.length; i++) if (a[k][i] !== b[k][i]) changed[i] = 1;
  }
}

/** Σ w (a − b) over unequal entries; two equal infinities count as equal. */
function difference(weights: Values, a: Values, b: Values): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    for (let i = 0; i < weights[k].length; i++) {
      if (a[k][i] !== b[k][i]) sum += finiteOrZero(weights[k][i]) * (a[k][i] - b[k][i]);
    }
  }
  return sum;
}

/** √Σ (w a)² over marked entries. */
function normOf(weights: Values, values: Values, marks?: Values, mark = 1): number {
  let squares = 0;
  for (let k = 0; k < weights.length; k++) {
    for (let i = 0; i < weights[k].length; i++) {
      if (!marks || marks[k][i] === mark) squares += (weights[k][i] * values[k][i]) ** 2;
    }
  }
  return Math.sqrt(squares);
}

/** A gradient that is not finite explains nothing. */
const finiteOrZero = (value: number) => (Number.isFinite(value) ? value : 0);
