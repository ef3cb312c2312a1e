import * as tf from '@tensorflow/tfjs-core';
import type { Classifier } from '../../src/rca';

/** A class for each mean of its examples; a class without one is never predicted. */
export const nearestCentroid = (classes: number): Classifier & { disposed: number } => ({
  disposed: 0,
  fit({ features, labels }) {
    const centroids = tf.tidy(() => {
      const members = tf.cast(tf.oneHot(labels, classes), 'float32') as tf.Tensor2D;
      const counts = tf.reshape(tf.sum(members, 0), [classes, 1]);
      const means = tf.div(tf.matMul(tf.transpose(members), features as tf.Tensor2D), tf.maximum(counts, tf.scalar(1)));
      return tf.where(tf.greater(counts, 0), means, tf.fill(means.shape, 1e6)) as tf.Tensor2D;
    });
    return {
      predict: (queries) =>
        tf.tidy(() => {
          const differences = tf.sub(tf.expandDims(queries, 1), tf.expandDims(centroids, 0));
          return tf.argMin(tf.sum(tf.square(differences), 2), 1);
        }),
      dispose: () => {
        this.disposed++;
        centroids.dispose();
      },
    };
  },
});
