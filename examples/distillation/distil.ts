import * as tf from '@tensorflow/tfjs-core';
import { type DistillationLossOptions, distillationLoss, teacherLogits } from 'diffblocks/distillation';

/** A network from examples to logits `[batch, classes]`, and its weights. */
interface Network {
  apply(examples: tf.Tensor): tf.Tensor2D;
  variables: tf.Variable[];
}

export interface Course {
  /** Temperature and weights of the loss. */
  loss: Omit<DistillationLossOptions, 'labels' | 'weights' | 'reduction'>;
  steps: number;
  batchSize: number;
  learningRate: number;
  onStep(step: number): Promise<void>;
}

/** Trains a student on the answers of a teacher and on class ids (Hinton et al. 2015). */
export async function distil(
  student: Network,
  teacher: Pick<Network, 'apply'>,
  { images, labels }: { images: tf.Tensor; labels: tf.Tensor1D },
  { loss, steps, batchSize, learningRate, onStep }: Course,
): Promise<void> {
  const answers = await teacherLogits(teacher.apply, images, { batchSize: 1000 });
  const optimizer = tf.train.adam(learningRate);
  for (let step = 1; step <= steps; step++) {
    tf.tidy(() => {
      const chosen = tf.randomUniform([batchSize], 0, labels.size, 'int32', 1 + step / (steps + 1));
      const [x, wanted, classes] = [images, answers, labels].map((all) => tf.gather(all, chosen));
      const distance = () => distillationLoss(student.apply(x), wanted, { labels: classes as tf.Tensor1D, ...loss });
      optimizer.minimize(distance, false, student.variables);
    });
    await onStep(step);
  }
  answers.dispose();
  optimizer.dispose();
}
