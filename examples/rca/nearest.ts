import * as tf from '@tensorflow/tfjs-core';
import { type Classifier, type LabelledExamples, type ReverseAccuracy, reverseAccuracy } from 'diffblocks/rca';

/** A classifier that predicts the class of the nearest point. `reduce` turns the examples into points. */
export const nearest = (reduce: (examples: LabelledExamples) => LabelledExamples): Classifier => ({
  fit(examples) {
    const { features, labels } = tf.tidy(() => ({ ...reduce(examples) }));
    const rows = (x: tf.Tensor) => tf.reshape(x, [x.shape[0], -1]);
    return {
      predict: (queries) =>
        tf.tidy(() => {
          // ‖x − p‖² − ‖x‖²: the subtracted term is the same for every point p.
          const products = tf.matMul(rows(queries), tf.transpose(rows(features)));
          const distances = tf.sub(tf.sum(tf.square(rows(features)), 1), tf.mul(2, products));
          return tf.gather(labels, tf.argMin(distances, 1));
        }),
      dispose: () => tf.dispose([features, labels]),
    };
  },
});

/**
 * Predicts how many of the unlabelled examples a classifier gets right (Valindria et al. 2017, after Fan & Davidson
 * 2006): it labels them, a second one learns from those labels alone, and is scored on the labelled examples.
 */
export const scoreWithoutLabels = (
  classifier: Classifier,
  { images, labels }: { images: tf.Tensor; labels: tf.Tensor1D },
  unlabelled: tf.Tensor,
): Promise<ReverseAccuracy> => reverseAccuracy(classifier, { features: images, labels, unlabelled });
