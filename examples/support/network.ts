import * as tf from '@tensorflow/tfjs-core';

export interface Network {
  apply(x: tf.Tensor): tf.Tensor2D;
  variables: tf.Variable[];
  dispose(): void;
}

/** Fully connected layers of the given sizes with ReLU between them; the last one is linear, and 0 at first on request. */
export function multilayerPerceptron(
  sizes: readonly number[],
  { seed, zeroAtFirst = false }: { seed: number; zeroAtFirst?: boolean },
): Network {
  const layers = sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index];
    const deviation = zeroAtFirst && index === sizes.length - 2 ? 0 : Math.sqrt(2 / inputs);
    return {
      weights: variable(tf.randomNormal([inputs, outputs], 0, deviation, 'float32', seed + index)),
      bias: variable(tf.zeros([outputs])),
    };
  });
  const variables = layers.flatMap(({ weights, bias }) => [weights, bias]);
  return {
    apply: (x) =>
      layers.reduce<tf.Tensor>(
        (activation, { weights, bias }, index) => {
          const sum = tf.add(tf.matMul(activation, weights), bias);
          return index < layers.length - 1 ? tf.relu(sum) : sum;
        },
        tf.reshape(x, [-1, sizes[0]]),
      ) as tf.Tensor2D,
    variables,
    dispose: () => tf.dispose(variables),
  };
}

function variable(initial: tf.Tensor): tf.Variable {
  const result = tf.variable(initial);
  initial.dispose();
  return result;
}

/** Mean over the batch of −log softmax(logits)[label]. */
export const crossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar => {
  const chosen = tf.mul(tf.oneHot(labels, logits.shape[1]), tf.logSoftmax(logits));
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(chosen, 1)));
};

/** The fraction of examples whose largest logit is that of another class. */
export async function errorRate<Input extends tf.Tensor>(
  logits: (x: Input) => tf.Tensor,
  x: Input,
  labels: tf.Tensor1D,
): Promise<number> {
  const wrong = tf.tidy(() => tf.mean(tf.cast(tf.notEqual(tf.argMax(logits(x), 1), labels), 'float32')));
  const [rate] = await wrong.data();
  wrong.dispose();
  return rate;
}

interface Training {
  /** Tensors with one example per entry of their first axis. */
  data: tf.Tensor[];
  /** The loss of a batch: as many tensors as `data`. */
  // biome-ignore lint/suspicious/noExplicitAny: the ranks are those of the data
  loss(batch: any[], step: number): tf.Scalar;
  variables: tf.Variable[];
  steps: number;
  batchSize: number;
  learningRate?: number;
  seed?: number;
  /** Called some twenty times, the last time after the last step, with the loss of that step. */
  onProgress?(step: number, loss: number): Promise<void> | void;
}

/** Adam on random batches. */
export async function train({
  data,
  loss,
  variables,
  steps,
  batchSize,
  learningRate = 1e-3,
  seed = 1,
  onProgress,
}: Training): Promise<void> {
  const optimizer = tf.train.adam(learningRate);
  const every = Math.max(1, Math.floor(steps / 20));
  for (let step = 1; step <= steps; step++) {
    const value = tf.tidy(() => {
      const chosen = tf.randomUniform([batchSize], 0, data[0].shape[0], 'int32', seed + step / (steps + 1));
      const batch = data.map((tensor) => tf.gather(tensor, chosen));
      return optimizer.minimize(() => loss(batch, step), true, variables) as tf.Scalar;
    });
    if (step % every === 0 || step === steps) await onProgress?.(step, (await value.data())[0]);
    value.dispose();
  }
  optimizer.dispose();
}
