import {
  reshape,
  squeeze,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type TensorLike,
  util,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, describeShape, numberArgument, requireSameShape, tensorArgument } from '../internal/arguments';
import { broadcastShape } from '../internal/broadcast';
import { recordArgument } from '../internal/recordArgument';
import { broadcast } from '../ops/broadcast';

/** The output of a decoder: the logits of a Bernoulli distribution, or the parameters of a Gaussian. */
export type Decoded = { logits: Tensor | TensorLike } | { mean: Tensor | TensorLike; logVariance: Tensor | TensorLike };

/** The output of an encoder, a diagonal Gaussian, and the z that was drawn from it and decoded. */
export interface Posterior {
  /** μ, `[batch, ...latents]`, or `[latents]` for one example. */
  mean: Tensor | TensorLike;
  /** log σ², of the same shape. */
  logVariance: Tensor | TensorLike;
  /** z, of the same shape or with a sample axis before it; only the Monte Carlo estimator uses it. */
  sample?: Tensor | TensorLike;
  /** The ε of z = μ + σε, instead of `sample`: exact for any σ, where (z − μ) / σ loses the digits of a small one. */
  noise?: Tensor | TensorLike;
}

export interface ElboTermsOptions {
  /** The KL divergence in closed form (the paper's L^B), or log q − log p at the sampled z (L^A). */
  estimator?: 'analytic' | 'monteCarlo';
  /** β, the weight of the KL divergence. */
  beta?: number;
  /** λ in nats: each latent dimension's KL counts as at least this; 0 for no floor. */
  freeBits?: number;
  /** Whether λ is compared with a dimension's KL averaged over the batch, or with that of each example. */
  freeBitsAxis?: 'batch' | 'example';
}

/** The defaults of `elboTerms`, and of `elbo`. */
export const elboTermsDefaults = { estimator: 'analytic', beta: 1, freeBits: 0, freeBitsAxis: 'batch' } as const;

/** The tensors of the bound in one form: always a batch axis, and one axis for everything within an example. */
export interface ElboArguments {
  /** [1, batch, elements] */
  x: Tensor3D;
  /** The decoder's parameters by name, each [samples, batch, elements]. */
  decoded: Record<string, Tensor3D>;
  /** [batch, latents] */
  mean: Tensor2D;
  /** [batch, latents] */
  logVariance: Tensor2D;
  /** z, only for the Monte Carlo estimator: [samples, batch, latents]. */
  sample?: Tensor3D;
  /** ε in the same shape, if it was given instead of z. */
  noise?: Tensor3D;
  /** The shape that the posterior was given in. */
  posteriorShape: number[];
  /** Whether there was no batch axis; the result then has none. */
  unbatched: boolean;
}

/** Checks the arguments of `elbo` and `elboTerms`, and brings the tensors into one form. */
export function elboArguments(
  functionName: string,
  x: Tensor | TensorLike,
  decoded: Decoded,
  posterior: Posterior,
  { estimator, beta, freeBits, freeBitsAxis }: Required<ElboTermsOptions>,
): ElboArguments {
  choiceArgument(functionName, 'estimator', estimator, ['analytic', 'monteCarlo']);
  numberArgument(functionName, 'beta', beta, { atLeast: 0 });
  numberArgument(functionName, 'freeBits', freeBits, { atLeast: 0 });
  choiceArgument(functionName, 'freeBitsAxis', freeBitsAxis, ['batch', 'example']);

  const { mean, logVariance, sample, noise } = posteriorArguments(functionName, posterior);
  const unbatched = mean.rank === 1;
  const batch = unbatched ? 1 : mean.shape[0];
  const given = tensorArgument(functionName, 'x', x);
  if (!unbatched) requireBatch(functionName, given, batch);
  const parameters = decodedArguments(functionName, decoded, given.shape);

  const inOneForm = (tensor: Tensor, { rank, shape }: Tensor): Tensor3D => {
    const size = util.sizeFromShape(unbatched ? shape : shape.slice(1));
    return reshape(tensor, [tensor.rank > rank ? tensor.shape[0] : 1, batch, size]);
  };
  const decodedInOneForm = Object.fromEntries(parameters.map(([name, tensor]) => [name, inOneForm(tensor, given)]));
  const samples = decodedInOneForm[parameters[0][0]].shape[0];
  requireSamples(functionName, parameters[0], samples);
  const result: ElboArguments = {
    x: inOneForm(given, given),
    decoded: decodedInOneForm,
    mean: squeeze(inOneForm(mean, mean), [0]),
    logVariance: squeeze(inOneForm(logVariance, mean), [0]),
    posteriorShape: mean.shape,
    unbatched,
  };
  if (estimator === 'analytic') return result;
  const drawn = sample ?? noise;
  if (!drawn) {
    const expected = 'posterior.sample or posterior.noise';
    throw new ArgumentError(functionName, 'posterior has no samples', expected, 'neither');
  }
  const draws = inOneForm(drawn, mean);
  requireSameSamples(functionName, sample ? 'sample' : 'noise', draws.shape[0], samples);
  return { ...result, [sample ? 'sample' : 'noise']: draws };
}

function posteriorArguments(functionName: string, posterior: Posterior) {
  recordArgument(functionName, 'posterior', posterior, ['mean', 'logVariance', 'sample', 'noise']);
  const mean = tensorArgument(functionName, 'posterior.mean', posterior.mean);
  if (mean.rank === 0) {
    throw new ArgumentError(
      functionName,
      'posterior.mean has no axis',
      'at least rank 1',
      `shape ${describeShape([])}`,
    );
  }
  const logVariance = tensorArgument(functionName, 'posterior.logVariance', posterior.logVariance);
  requireSameShape(functionName, 'posterior.mean', mean, 'posterior.logVariance', logVariance);
  const draws = (name: 'sample' | 'noise') => {
    const given = posterior[name];
    if (given === undefined) return undefined;
    const tensor = tensorArgument(functionName, `posterior.${name}`, given);
    requireSampleOf(functionName, `posterior.${name}`, tensor, mean.shape);
    return tensor;
  };
  const [sample, noise] = [draws('sample'), draws('noise')];
  if (sample && noise) {
    throw new ArgumentError(functionName, 'posterior.sample and posterior.noise exclude each other', 'one', 'both');
  }
  return { mean, logVariance, sample, noise };
}

type AnyDecoded = Record<'logits' | 'mean' | 'logVariance', Tensor | TensorLike>;

/** The decoder's parameters with their names, all of one shape: that of x, or with a sample axis before it. */
function decodedArguments(functionName: string, decoded: Decoded, shape: number[]): [string, Tensor][] {
  const { logits, mean, logVariance } = recordArgument(functionName, 'decoded', decoded as Partial<AnyDecoded>, [
    'logits',
    'mean',
    'logVariance',
  ]);
  if (logits !== undefined && mean === undefined && logVariance === undefined) {
    const tensor = tensorArgument(functionName, 'decoded.logits', logits);
    requireSampleOf(functionName, 'decoded.logits', tensor, shape);
    return [['logits', tensor]];
  }
  if (logits !== undefined || mean === undefined || logVariance === undefined) {
    const got = `{${Object.keys(decoded).join(', ')}}`;
    throw new ArgumentError(functionName, 'decoded has no known form', '{logits} or {mean, logVariance}', got);
  }
  const mu = tensorArgument(functionName, 'decoded.mean', mean);
  requireSampleOf(functionName, 'decoded.mean', mu, shape);
  const s = tensorArgument(functionName, 'decoded.logVariance', logVariance);
  const common = broadcastShape(functionName, { 'decoded.mean': mu, 'decoded.logVariance': s });
  requireSampleOf(functionName, 'decoded.logVariance', s, shape, common);
  return [
    ['mean', broadcast(mu, common)],
    ['logVariance', broadcast(s, common)],
  ];
}

/** Requires a tensor to broadcast to a shape, or to that shape with a sample axis before it. */
function requireSampleOf(
  functionName: string,
  name: string,
  tensor: Tensor,
  shape: number[],
  broadcastTo = tensor.shape,
): void {
  const sampleAxes = broadcastTo.length - shape.length;
  if ((sampleAxes === 0 || sampleAxes === 1) && broadcastTo.slice(sampleAxes).join() === shape.join()) return;
  throw new ArgumentError(
    functionName,
    `${name} has the wrong shape`,
    `${describeShape(shape)}, or a sample axis before it`,
    describeShape(tensor.shape),
  );
}

function requireBatch(functionName: string, x: Tensor, batch: number): void {
  if (x.shape[0] === batch) return;
  const problem = 'x and posterior.mean differ in batch size';
  throw new ArgumentError(functionName, problem, `x of shape [${batch}, ...]`, describeShape(x.shape));
}

function requireSamples(functionName: string, [name, { shape }]: [string, Tensor], samples: number): void {
  if (samples > 0) return;
  const got = `shape ${describeShape(shape)}`;
  throw new ArgumentError(functionName, `decoded.${name} has no samples`, 'at least 1 on the first axis', got);
}

function requireSameSamples(functionName: string, name: string, got: number, expected: number): void {
  if (got === expected) return;
  const problem = `posterior.${name} and decoded differ in the number of samples`;
  throw new ArgumentError(functionName, problem, String(expected), String(got));
}
