/** The computation of every project, in syntax that is valid in ES modules and CommonJS. */
export const gradients = `
  const x = tf.tensor3d([[[1, 2], [3, 4]]]);
  const numbers = (tensor) => Array.from(tensor.dataSync());
  const result = {
    backend: tf.getBackend(),
    mean: numbers(tf.grad((x) => tf.mean(x))(x)),
    gramMatrix: numbers(tf.grad((x) => tf.sum(gramMatrix(x)))(x)),
  };
`;

/** d mean = 1/4; Σ G = Σ_p (Σ_c F_pc)² / 2, so its gradient at p is Σ_c F_pc. */
export const expected = (backend: string) => ({
  backend,
  mean: [0.25, 0.25, 0.25, 0.25],
  gramMatrix: [3, 3, 7, 7],
});
