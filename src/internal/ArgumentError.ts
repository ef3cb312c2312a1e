/**
 * Thrown when an argument is wrong: `functionName: problem; expected X; got Y`.
 *
 * @example
 * try {
 *   gramMatrix(tf.ones([5, 4]));
 * } catch (error) {
 *   error.message; // 'gramMatrix: features has the wrong rank; expected rank 3 or 4; got shape [5, 4]'
 * }
 */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';

  constructor(functionName: string, problem: string, expected: string, got: string) {
    super(`${functionName}: ${problem}; expected ${expected}; got ${got}`);
  }
}
