import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { elementDirections, randomDirections } from './directions';
import { type Measurement, measure } from './measure';
import { requireAgreement } from './requireAgreement';
import { evaluateBase, gradientsOf, type Subject, weightsOf } from './subject';

export interface GradcheckOptions {
  /** The largest step: an element x moves by max(eps, |x|/1024), then by a half, a quarter and an eighth of that. */
  eps?: number;
  /** Tolerance relative to the derivative. */
  rtol?: number;
  /** Absolute tolerance, added to the relative one. */
  atol?: number;
  /** The number of random directions to check, at most 65,536; 0 checks every element separately. */
  directions?: number;
  /** Seed of the random directions and output weights. */
  seed?: number;
}

type CheckedOptions = ReturnType<typeof gradcheckOptions>;

/** The options of a check with their defaults. */
export function gradcheckOptions(functionName: string, options: GradcheckOptions | undefined) {
  const given = optionsArgument(functionName, options, {
    eps: 2 ** -5,
    rtol: 1e-3,
    atol: 1e-8,
    directions: undefined,
    seed: 0,
  });
  const { eps, rtol, atol, directions, seed } = given;
  numberArgument(functionName, 'eps', eps, { above: 0, float32: true });
  numberArgument(functionName, 'rtol', rtol, { atLeast: 0 });
  numberArgument(functionName, 'atol', atol, { atLeast: 0 });
  numberArgument(functionName, 'seed', seed);
  if (directions !== undefined) {
    numberArgument(functionName, 'directions', directions, { atLeast: 0, atMost: 65_536, integer: true });
  }
  return given;
}

/** Up to this number, elements are checked separately. */
const smallSize = 64;

/**
 * Compares the gradient of L = Σ w · f(...inputs), w random (1 for a single output), with central differences of L. L
 * is summed in float64, so that only f rounds.
 */
export async function checkDerivative(subject: Subject, options: CheckedOptions): Promise<void> {
  const { eps, rtol, atol, directions, seed } = options;
  const { inputs, names } = subject;
  const points = (await Promise.all(inputs.map((input) => input.data()))) as Float32Array[];
  const size = points.reduce((total, values) => total + values.length, 0);
  const base = await evaluateBase(subject, points);
  const weights = await weightsOf(base.outputs, seed);
  const gradients = await gradientsOf(subject, weights);
  const comparison = { subject, points, base, weights, gradients, rtol, atol };

  const steps = points.map((values) => Float64Array.from(values, (x) => Math.max(eps, Math.abs(x) / 1024)));
  const count = directions ?? (size <= smallSize ? 0 : 8);
  const measurements: Measurement[] = [];
  for await (const direction of count > 0
    ? randomDirections(steps, eps, count, seed)
    : elementDirections(steps, inputs, names)) {
    measurements.push(await measure(comparison, direction));
  }
  await requireAgreement(comparison, measurements);
}
