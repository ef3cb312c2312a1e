import {
  add,
  cast,
  dispose,
  keep,
  mul,
  reshape,
  type Scalar,
  scalar,
  serialization,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { activeTape } from '../engine/activeTape';
import { booleanArgument, numberArgument } from '../internal/arguments';
import { gaussianKL } from '../variational/gaussianKL';
import { reparameterize } from '../variational/reparameterize';
import { FunctionLayer, inputsOf, type LayerArgs, requirePair, type Shape, shapesOf } from './FunctionLayer';

export interface GaussianSamplingOptions {
  /** The factor of the KL divergence in the model's loss: β of a β-VAE (default 1); 0 adds nothing. */
  klWeight?: number;
  /** Makes every run draw the same noise: step n draws with seed + n (by default each run draws new noise). */
  seed?: number;
  /** Whether `predict` and `evaluate` also draw, instead of returning the mean (default false). */
  alwaysSample?: boolean;
}

/**
 * The stochastic layer of a variational autoencoder. Its two inputs are the mean and the log variance of q(z|x), both
 * `[batch, ...]`. In training it returns a reparameterized draw, mean + exp(½ logVariance) ε, and adds
 *
 *     klWeight · mean over the batch of Σ KL(q(z|x) ‖ N(0, 1))
 *
 * to the model's loss. With `bernoulliObjective` or `gaussianObjective` as the loss of the decoder, the model minimizes
 * −ELBO. Outside training it returns the mean. It passes the mask of the mean on; positions that the mask leaves out add
 * no KL.
 *
 * @param args `klWeight`, `seed`, `alwaysSample`, and those of every layer.
 * @throws ArgumentError if an argument is unknown or out of range, or there are not two inputs.
 *
 * @example
 * const [mean, logVariance] = [tf.tensor2d([[1, -1]]), tf.zeros([1, 2])];
 * new GaussianSampling().apply([mean, logVariance]).print(); // [[1, -1]]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4 and appendix B.
 */
export class GaussianSampling extends FunctionLayer<GaussianSamplingOptions> {
  static readonly className = 'GaussianSampling';
  /** The KL terms of the current training batch, one for each place of the layer in the model. */
  #divergences: Scalar[] = [];
  #tape?: object;
  #draws = 0;

  constructor(args?: LayerArgs & GaussianSamplingOptions) {
    super('GaussianSampling', args, { klWeight: 1, seed: undefined, alwaysSample: undefined });
    const { klWeight, seed, alwaysSample } = this.options;
    numberArgument('GaussianSampling', 'klWeight', klWeight, { atLeast: 0 });
    if (seed !== undefined) numberArgument('GaussianSampling', 'seed', seed, { integer: true });
    if (alwaysSample !== undefined) booleanArgument('GaussianSampling', 'alwaysSample', alwaysSample);
    this.supportsMasking = true;
    if (klWeight !== 0) this.addLoss(() => this.#takeDivergences());
  }

  /** @internal */
  override build(inputShape: Shape | Shape[]): void {
    requirePair('GaussianSampling', '[mean, logVariance]', inputShape);
    super.build(inputShape);
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[], { training = false }: { training?: boolean } = {}): Tensor {
    const [location, logVariance] = inputsOf(inputs);
    const { seed, alwaysSample } = this.options;
    if (training && this.options.klWeight !== 0) this.#addDivergence(this.#divergenceOf(location, logVariance));
    if (!training && !alwaysSample) return location;
    const options = seed === undefined ? {} : { seed: seed + this.#draws++ };
    return reparameterize(location, logVariance, options);
  }

  /** A new tape means a new step, so terms that nobody took are those of an earlier one. */
  #addDivergence(divergence: Scalar): void {
    const tape = activeTape();
    if (!tape || tape !== this.#tape) this.#forgetDivergences();
    this.#tape = tape;
    // A model within the model disposes of whatever it does not return.
    this.#divergences.push(tape ? keep(divergence) : divergence);
  }

  #forgetDivergences(): void {
    dispose(this.#divergences);
    this.#divergences = [];
    this.#tape = undefined; // it holds whatever the step has recorded
  }

  #divergenceOf(location: Tensor, logVariance: Tensor, mask?: Tensor): Scalar {
    const { klWeight = 1 } = this.options;
    return tidy(() => {
      const kl = gaussianKL(location, logVariance);
      const total = sum<Scalar>(mask ? mul(kl, asRank(kl.rank, cast(mask, 'float32'))) : kl);
      return mul<Scalar>(total, klWeight / location.shape[0]);
    });
  }

  /** @internal tf.layers calls it after `call`, with the masks of the inputs, if there are any. */
  override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor {
    const [location, logVariance] = inputsOf(inputs);
    const known = [mask].flat().find((one) => one);
    const unmasked = known && this.#divergences.pop();
    if (unmasked) {
      unmasked.dispose();
      this.#addDivergence(this.#divergenceOf(location, logVariance, known));
    }
    return known as Tensor;
  }

  /** The sum of the KL terms, once: 0 unless a training step came before. */
  #takeDivergences(): Scalar {
    const total = tidy(() => this.#divergences.reduce((sum, term) => add<Scalar>(sum, term), scalar(0)));
    this.#forgetDivergences();
    return total;
  }

  /** @internal */
  protected override disposeWeights(): number {
    this.#forgetDivergences();
    return super.disposeWeights();
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return shapesOf(inputShape)[0];
  }
}

/** A mask `[batch, ...]` of some axes, with axes of size 1 for the others. */
const asRank = (rank: number, mask: Tensor) => reshape(mask, [...mask.shape, ...Array(rank - mask.rank).fill(1)]);

serialization.registerClass(GaussianSampling);
