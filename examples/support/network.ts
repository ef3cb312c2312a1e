import * as tf from '@tensorflow/tfjs-core';

/** Changes the output of a hidden layer of a perceptron, for example by dropout. */
type OnHidden = (hidden: tf.Tensor, layer: number) => tf.Tensor;

export interface Network {
  apply(x: tf.Tensor, onHidden?: OnHidden): tf.Tensor2D;
  variables: tf.Variable[];
  dispose(): void;
}

interface Start {
  seed: number;
  /** The function of the hidden layers, by default ReLU. */
  activation?: (x: tf.Tensor) => tf.Tensor;
  /** Whether the last layer's weights start at 0. The output then starts at the last bias, 0. */
  zeroAtFirst?: boolean;
}

/** Fully connected layers of the given sizes with an activation between them. The last layer is linear. */
export function multilayerPerceptron(
  sizes: readonly number[],
  { seed, activation = tf.relu, zeroAtFirst = false }: Start,
): Network {
  const layers = sizes.slice(1).map((outputs, index) => {
    const last = index === sizes.length - 2;
    return weightsAndBias([sizes[index], outputs], seed + index, zeroAtFirst && last ? 0 : 1);
  });
  const variables = layers.flat();
  return {
    apply: (x, onHidden = (hidden) => hidden) =>
      layers.reduce<tf.Tensor>(
        (input, [weights, bias], index) => {
          const sum = tf.add(tf.matMul(input, weights), bias);
          return index < layers.length - 1 ? onHidden(activation(sum), index) : sum;
        },
        tf.reshape(x, [-1, sizes[0]]),
      ) as tf.Tensor2D,
    variables,
    dispose: () => tf.dispose(variables),
  };
}

export interface ConvolutionalLayers {
  /** Side of the square images. */
  size: number;
  channels?: number;
  filters: readonly { side: number; count: number }[];
  /** Sizes of the fully connected layers after the convolutions. */
  dense: readonly number[];
}

/** Convolutions without padding, each followed by ReLU and 2 × 2 max pooling, and then fully connected layers. */
export function convolutionalNetwork(
  { size, channels = 1, filters, dense }: ConvolutionalLayers,
  { seed, zeroAtFirst }: Start,
): Network {
  let [side, depth] = [size, channels];
  const convolutions = filters.map((filter, index) => {
    const layer = weightsAndBias([filter.side, filter.side, depth, filter.count], seed + 100 + index);
    [side, depth] = [Math.floor((side - filter.side + 1) / 2), filter.count];
    return layer;
  });
  const head = multilayerPerceptron([side ** 2 * depth, ...dense], { seed, zeroAtFirst });
  const variables = [...convolutions.flat(), ...head.variables];
  return {
    apply: (x, onHidden) =>
      head.apply(
        convolutions.reduce((activation, [filter, bias]) => {
          const sum = tf.add(tf.conv2d(activation, filter as tf.Tensor4D, 1, 'valid'), bias);
          return tf.maxPool(tf.relu(sum as tf.Tensor4D), 2, 2, 'valid');
        }, x as tf.Tensor4D),
        onHidden,
      ),
    variables,
    dispose: () => tf.dispose(variables),
  };
}

/** Weights whose variance preserves that of activations through ReLU (He et al. 2015), and a bias of 0. */
function weightsAndBias(shape: number[], seed: number, scale = 1): tf.Variable[] {
  const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const weights = tf.randomNormal(shape, 0, scale * Math.sqrt(2 / inputs), 'float32', seed);
  return [variable(weights), variable(tf.zeros([shape[shape.length - 1]]))];
}

function variable(initial: tf.Tensor): tf.Variable {
  const result = tf.variable(initial);
  initial.dispose();
  return result;
}

/** The mean over the batch of −log softmax(logits)[label]. */
export const crossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar => {
  const chosen = tf.mul(tf.oneHot(labels, logits.shape[1]), tf.logSoftmax(logits));
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(chosen, 1)));
};

/** The fraction of examples whose largest logit is that of a wrong class, computed a thousand examples at a time. */
export async function errorRate<Input extends tf.Tensor>(
  logits: (x: Input) => tf.Tensor,
  x: Input,
  labels: tf.Tensor1D,
): Promise<number> {
  const count = labels.size;
  let wrong = 0;
  for (let from = 0; from < count; from += 1000) {
    const size = Math.min(1000, count - from);
    const errors = tf.tidy(() => {
      const chosen = tf.argMax(logits(tf.slice(x, from, size)), 1);
      return tf.sum(tf.cast(tf.notEqual(chosen, tf.slice(labels, from, size)), 'float32'));
    });
    wrong += (await errors.data())[0];
    errors.dispose();
  }
  return wrong / count;
}

interface Training {
  /** Tensors whose first axis runs over the examples. */
  data: tf.Tensor[];
  /** The loss of a batch, which has as many tensors as `data`. */
  // biome-ignore lint/suspicious/noExplicitAny: the ranks are those of the data
  loss(batch: any[], step: number): tf.Scalar;
  variables: tf.Variable[];
  steps: number;
  batchSize: number;
  /** If there are several rates, each is used for an equal share of the steps. A function gets the share done. */
  learningRate?: number | readonly number[] | ((done: number) => number);
  optimizer?: 'adam' | 'momentum';
  seed?: number;
  /** Ends training after this time with fewer steps; the rates then follow the time. */
  seconds?: number;
  /** Called about twenty times, the last time after the last step, with the loss of the current step. */
  onProgress?(step: number, loss: number): Promise<void> | void;
}

/** A rate that falls to 0 as the cosine does from 0 to π. */
export const cosine =
  (rate: number) =>
  (done: number): number =>
    (rate * (1 + Math.cos(Math.PI * done))) / 2;

/** Steps after which training waits for the GPU, so that few results are pending. */
const ahead = 50;

/** Trains on random batches. Returns the number of steps. */
export async function train({
  data,
  loss,
  variables,
  steps,
  batchSize,
  learningRate = 1e-3,
  optimizer: method = 'adam',
  seed = 1,
  seconds = Number.POSITIVE_INFINITY,
  onProgress,
}: Training): Promise<number> {
  const rates = typeof learningRate === 'function' ? [learningRate] : [learningRate].flat();
  const start = performance.now();
  const shareDone = () => Math.max(step / steps, (performance.now() - start) / 1000 / seconds);
  let [step, done, reports] = [0, 0, 0];
  for (const [phase, rate] of rates.entries()) {
    const rateAt = typeof rate === 'function' ? rate : () => rate;
    const optimizer = method === 'adam' ? tf.train.adam(rateAt(0)) : tf.train.momentum(rateAt(0), 0.9);
    while (done < (phase + 1) / rates.length) {
      setRate(optimizer, rateAt(done));
      step++;
      const value = tf.tidy(() => {
        const chosen = tf.randomUniform([batchSize], 0, data[0].shape[0], 'int32', seed + step / (steps + 1));
        const batch = data.map((tensor) => tf.gather(tensor, chosen));
        return optimizer.minimize(() => loss(batch, step), true, variables) as tf.Scalar;
      });
      done = shareDone();
      if (20 * done >= reports + 1) {
        reports = Math.floor(20 * done);
        await onProgress?.(step, (await value.data())[0]);
      } else if (step % ahead === 0) await value.data();
      value.dispose();
    }
    dispose(optimizer);
  }
  return step;
}

/** Adam has no method for it, and its `learningRate` is protected. */
function setRate(optimizer: tf.AdamOptimizer | tf.MomentumOptimizer, learningRate: number): void {
  if ('setLearningRate' in optimizer) optimizer.setLearningRate(learningRate);
  else Object.assign(optimizer, { learningRate });
}

/** `MomentumOptimizer` does not dispose of the rate of the class that it extends. */
function dispose(optimizer: tf.AdamOptimizer | tf.MomentumOptimizer): void {
  optimizer.dispose();
  if ('setLearningRate' in optimizer) tf.SGDOptimizer.prototype.dispose.call(optimizer);
}
