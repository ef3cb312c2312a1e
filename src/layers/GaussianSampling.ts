import { mul, type Scalar, scalar, serialization, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { gaussianKL } from '../variational/gaussianKL';
import { reparameterize } from '../variational/reparameterize';
import { FunctionLayer, inputsOf, type LayerArgs, type Shape, shapesOf } from './FunctionLayer';

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
 * −ELBO. Outside training it returns the mean.
 *
 * @param args `klWeight`, `seed`, `alwaysSample`, and those of every layer.
 * @throws ArgumentError if an argument is unknown.
 *
 * @example
 * const [mean, logVariance] = [tf.tensor2d([[1, -1]]), tf.zeros([1, 2])];
 * new GaussianSampling().apply([mean, logVariance]).print(); // [[1, -1]]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4 and appendix B.
 */
export class GaussianSampling extends FunctionLayer<GaussianSamplingOptions> {
  static readonly className = 'GaussianSampling';
  /** The KL term of the current training batch. It lives as long as tf.layers' own tensors of the step. */
  #divergence?: Scalar;
  #draws = 0;

  constructor(args?: LayerArgs & GaussianSamplingOptions) {
    super('GaussianSampling', args, { klWeight: 1, seed: undefined, alwaysSample: undefined });
    if (this.options.klWeight !== 0) this.addLoss(() => this.#takeDivergence());
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[], { training = false }: { training?: boolean } = {}): Tensor {
    const [location, logVariance] = inputsOf(inputs);
    const { klWeight = 1, seed, alwaysSample } = this.options;
    if (training && klWeight !== 0) {
      this.#divergence = tidy(() => {
        const total = sum<Scalar>(gaussianKL(location, logVariance));
        return mul<Scalar>(total, klWeight / location.shape[0]);
      });
    }
    if (!training && !alwaysSample) return location;
    const options = seed === undefined ? {} : { seed: seed + this.#draws++ };
    return reparameterize(location, logVariance, options);
  }

  /** The KL term, once: there is none unless a training step came before. */
  #takeDivergence(): Scalar {
    const divergence = this.#divergence ?? scalar(0);
    this.#divergence = undefined;
    return divergence;
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return shapesOf(inputShape)[0];
  }
}

serialization.registerClass(GaussianSampling);
