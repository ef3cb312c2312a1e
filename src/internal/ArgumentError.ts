/** The same key in every copy of the package, so that the ESM and CJS builds recognize each other's errors. */
const brand = /* @__PURE__ */ Symbol.for('diffblocks.ArgumentError');

/**
 * Thrown when an argument is wrong: `functionName: problem; expected X; got Y`.
 *
 * `error instanceof ArgumentError` also holds for an error from another copy of the package: the ESM and the CJS build
 * in one program, or two installed versions.
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
    Object.defineProperty(this, brand, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this, and must not claim its parent's errors
    if (this !== ArgumentError) return super[Symbol.hasInstance](value);
    return typeof value === 'object' && value !== null && brand in value;
  }
}
