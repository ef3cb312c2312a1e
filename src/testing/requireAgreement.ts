import { scaled } from './directions';
import type { Limit } from './extrapolate';
import { type Comparison, type Measurement, measure, respondFar, smallestChange } from './measure';

type Kind = 'wrong' | 'step' | 'rounding';

interface Failure {
  kind: Kind;
  measurement: Measurement;
  /** The error as a multiple of the allowed one. */
  excess: number;
}

/**
 * The most uncertainty, in tolerances. A derivative that is wrong by ten tolerances, 1% by default, then differs from
 * central differences by at least 10 − 4.5, more than their uncertainty and one tolerance.
 */
const mostUncertainty = 4.5;

/** Throws unless all derivatives agree and central differences are accurate enough to tell. */
export async function requireAgreement(comparison: Comparison, measurements: Measurement[]): Promise<void> {
  const scales = new Map<string, number>();
  for (const { direction, scale } of measurements) {
    scales.set(direction.group, Math.max(scales.get(direction.group) ?? 0, scale));
  }
  const failures: Failure[] = [];
  for (const measurement of measurements) {
    const failure = await failureOf(measurement, comparison, scales.get(measurement.direction.group)!);
    if (failure) failures.push(failure);
  }
  failures.sort((a, b) => b.excess - a.excess);
  for (const failure of failures) {
    if (failure.kind !== 'wrong') continue;
    if (await isConfirmed(failure.measurement, comparison)) break;
    failure.kind = 'step';
  }
  for (const kind of ['wrong', 'step', 'rounding'] as const) {
    const ofKind = failures.filter((failure) => failure.kind === kind);
    if (ofKind.length === 0) continue;
    const { functionName, what } = comparison.subject;
    const [{ measurement }] = ofKind;
    const count = `${ofKind.length} of ${measurements.length} derivatives`;
    const worst = `worst is the ${what} ${measurement.direction.name}`;
    throw new Error(`${functionName}: ${text[kind](count, worst, measurement)}`);
  }
}

/** A bound on the error of central differences. */
const uncertaintyOf = ({ spread, noise }: Limit) => 2 * spread + noise;

async function failureOf(
  measurement: Measurement,
  comparison: Comparison,
  scale: number,
): Promise<Failure | undefined> {
  const { got, unexplained, direction } = measurement;
  const { rtol, atol } = comparison;
  const uncertainty = uncertaintyOf(unexplained);
  const failure = (kind: Kind, excess: number) => ({ kind, measurement, excess });

  if (!Number.isFinite(unexplained.value + uncertainty)) return failure('step', Number.POSITIVE_INFINITY);
  if (!Number.isFinite(got)) {
    // Where f overflows, its gradient may rightly do so too; f is never NaN here.
    const overflows = comparison.base.outputs.some((values) => !Array.from(values).every(Number.isFinite));
    return failure(overflows && !Number.isNaN(got) ? 'rounding' : 'wrong', Number.POSITIVE_INFINITY);
  }
  const errorOf = (limit: Limit, hidden = 0) =>
    Math.abs(limit.value) / (atol + rtol * measurement.scale + uncertaintyOf(limit) + hidden);
  const error = errorOf(unexplained);
  const wanted = (size: number) => atol + mostUncertainty * rtol * size;
  if (!(error > 1) && uncertainty + measurement.hidden <= wanted(scale)) return undefined;

  const { hidden, slope } = await respondFar(comparison, direction);
  measurement.hidden = hidden;
  if (error > 1) {
    const grain = await smallestChange(comparison, direction);
    measurement.unexplained = (await measure(comparison, direction, grain)).unexplained;
    if (errorOf(measurement.unexplained, hidden) > 1) return failure('wrong', error);
  }
  const { spread, noise } = measurement.unexplained;
  const excess = (uncertaintyOf(measurement.unexplained) + hidden) / wanted(error > 1 ? scale : Math.max(scale, slope));
  return excess > 1 ? failure(spread <= noise + hidden ? 'rounding' : 'step', excess) : undefined;
}

/**
 * Differences with steps that are much too large may agree by chance with each other, but not with those of other
 * steps.
 */
async function isConfirmed({ unexplained, direction, scale }: Measurement, comparison: Comparison): Promise<boolean> {
  const { unexplained: again } = await measure(comparison, scaled(direction, 0.7));
  const uncertainty = uncertaintyOf(unexplained) + uncertaintyOf(again);
  return Math.abs(again.value - unexplained.value) <= comparison.atol + comparison.rtol * scale + uncertainty;
}

const text: Record<Kind, (count: string, worst: string, measurement: Measurement) => string> = {
  wrong: (count, worst, { got, unexplained: { value } }) => {
    const expected = Number.isFinite(got) ? got + value : value;
    return `${count} differ, ${worst}; expected ${expected} by central differences; got ${got}`;
  },
  step: (count, worst, { got, unexplained: { value, spread } }) =>
    `step too large or too small for ${count}, ${worst}; expected central differences that agree (try another eps); ` +
    `got ${got + value} ± ${spread}`,
  rounding: (count, worst, { got, unexplained: { value, noise }, hidden }) =>
    `cannot tell ${count}, ${worst}; expected central differences that float32 resolves (try a larger eps); ` +
    `got ${got + value} ± ${noise + hidden}`,
};
