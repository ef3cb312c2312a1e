import { reshape, type Tensor, type Tensor2D, type Tensor3D, type TensorLike, util } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import {
  choiceArgument,
  describe,
  describeShape,
  numberArgument,
  requireSameShape,
  tensorArgument,
} from '../internal/arguments';
import { broadcast, broadcastShape } from '../internal/broadcast';

/** What a decoder makes of z: the logits of a Bernoulli, or the parameters of a Gaussian. */
export type Decoded = { logits: Tensor | TensorLike } | { mean: Tensor | TensorLike; logVariance: Tensor | TensorLike };

/** What an encoder makes of x: a diagonal Gaussian, and the z that was drawn from it and decoded. */
export interface Posterior {
  /** μ, `[batch, latents]`, or `[latents]` for one example. */
  mean: Tensor | TensorLike;
  /** log σ², of the same shape. */
  logVariance: Tensor | TensorLike;
  /** z, of the same shape or with a sample axis before it; the analytic estimator does not use it. */
  sample?: Tensor | TensorLike;
}

export interface ElboTermsOptions {
  /** The KL divergence in closed form (the paper's L^B), or log q − log p at `posterior.sample` (L^A). */
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

/** The tensors of the bound in one form: a batch axis always, the elements of an example in one axis. */
export interface ElboArguments {
  /** [1, batch, elements] */
  x: Tensor3D;
  /** The decoder's parameters by name, each [samples, batch, elements]. */
  decoded: Record<string, Tensor3D>;
  /** [batch, latents] */
  mean: Tensor2D;
  /** [batch, latents] */
  logVariance: Tensor2D;
  /** [samples, batch, latents], for the Monte Carlo estimator alone. */
  sample?: Tensor3D;
  /** There was no batch axis, and the result has none. */
  unbatched: boolean;
}

/** Checks what `elbo` and `elboTerms` are given, and brings the tensors into one form. */
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

  const { mean, logVariance, sample } = posteriorArguments(functionName, posterior);
  const unbatched = mean.rank === 1;
  const batch = unbatched ? 1 : mean.shape[0];
  const given = tensorArgument(functionName, 'x', x);
  if (!unbatched) requireBatch(functionName, given, batch);
  const parameters = decodedArguments(functionName, decoded, given.shape);

  const elements = util.sizeFromShape(unbatched ? given.shape : given.shape.slice(1));
  const latents = mean.shape[mean.rank - 1];
  const inOneForm = (tensor: Tensor, single: Tensor, size: number): Tensor3D =>
    reshape(tensor, [tensor.rank > single.rank ? tensor.shape[0] : 1, batch, size]);
  const result = {
    x: inOneForm(given, given, elements),
    decoded: Object.fromEntries(parameters.map(([name, tensor]) => [name, inOneForm(tensor, given, elements)])),
    mean: reshape(mean, [batch, latents]) as Tensor2D,
    logVariance: reshape(logVariance, [batch, latents]) as Tensor2D,
    unbatched,
  };
  if (estimator === 'analytic') return result;
  if (!sample) {
    throw new ArgumentError(functionName, "'monteCarlo' needs the samples", 'posterior.sample', 'undefined');
  }
  const samples = inOneForm(sample, mean, latents);
  requireSameSamples(functionName, samples, inOneForm(parameters[0][1], given, elements));
  return { ...result, sample: samples };
}

function posteriorArguments(functionName: string, posterior: Posterior) {
  if (!posterior || typeof posterior !== 'object') {
    throw new ArgumentError(
      functionName,
      'posterior is no object',
      '{mean, logVariance, sample?}',
      describe(posterior),
    );
  }
  const mean = tensorArgument(functionName, 'posterior.mean', posterior.mean, { rank: [1, 2] });
  const logVariance = tensorArgument(functionName, 'posterior.logVariance', posterior.logVariance);
  requireSameShape(functionName, 'posterior.mean', mean, 'posterior.logVariance', logVariance);
  if (posterior.sample === undefined) return { mean, logVariance };
  const sample = tensorArgument(functionName, 'posterior.sample', posterior.sample);
  requireSampleOf(functionName, 'posterior.sample', sample, mean.shape);
  return { mean, logVariance, sample };
}

/** The decoder's parameters with their names, all of one shape: that of x, or with a sample axis before it. */
function decodedArguments(functionName: string, decoded: Decoded, shape: number[]): [string, Tensor][] {
  if (decoded && typeof decoded === 'object' && 'logits' in decoded) {
    const logits = tensorArgument(functionName, 'decoded.logits', decoded.logits);
    requireSampleOf(functionName, 'decoded.logits', logits, shape);
    return [['logits', logits]];
  }
  if (!decoded || typeof decoded !== 'object' || !('mean' in decoded && 'logVariance' in decoded)) {
    const got = decoded && typeof decoded === 'object' ? `{${Object.keys(decoded).join(', ')}}` : describe(decoded);
    throw new ArgumentError(functionName, 'decoded has no known form', '{logits} or {mean, logVariance}', got);
  }
  const mean = tensorArgument(functionName, 'decoded.mean', decoded.mean);
  requireSampleOf(functionName, 'decoded.mean', mean, shape);
  const logVariance = tensorArgument(functionName, 'decoded.logVariance', decoded.logVariance);
  const common = broadcastShape(functionName, { 'decoded.mean': mean, 'decoded.logVariance': logVariance });
  requireSampleOf(functionName, 'decoded.logVariance', logVariance, shape, common);
  return [
    ['mean', broadcast(mean, common)],
    ['logVariance', broadcast(logVariance, common)],
  ];
}

/** Requires a shape, or that shape with a sample axis before it, of what `tensor` broadcasts to. */
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

function requireSameSamples(functionName: string, sample: Tensor, decoded: Tensor): void {
  if (sample.shape[0] === decoded.shape[0]) return;
  const problem = 'posterior.sample and decoded differ in the number of samples';
  throw new ArgumentError(functionName, problem, String(decoded.shape[0]), String(sample.shape[0]));
}
