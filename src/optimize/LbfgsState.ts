import { ArgumentError } from '../internal/ArgumentError';
import type { CurvaturePair } from '../ops/quasiNewton/composed';

/** The last steps, with gradients in a unit, the scale γ, and the largest ‖g‖∞ so far. */
export interface StateContents {
  pairs: readonly CurvaturePair[];
  gamma: number;
  unit: number;
  largest: number;
}

/**
 * The curvature that a run of `lbfgs` with `keepState` has learnt. A later run over an x of the same shapes resumes
 * from it. It owns two tensors of the size of x for each step of the history: call `dispose()`, or declare it with
 * `using`, when it is no longer needed.
 *
 * @example
 * const bowl = (x) => tf.sum(tf.square(tf.mul(tf.sub(x, 3), [1, 10, 100])));
 * const first = await lbfgs(bowl, [0, 0, 0], { maxIterations: 3, keepState: true });
 * const { x } = await lbfgs(bowl, first.x, { state: first.state });
 * x.print(); // [3, 3, 3]
 * first.state.dispose();
 */
export class LbfgsState {
  #contents: StateContents | undefined;

  /** @internal */
  constructor(contents: StateContents) {
    this.#contents = contents;
  }

  /** @internal The contents, for an x of this number of elements. */
  contentsFor(size: number): StateContents {
    if (!this.#contents) throw new ArgumentError('lbfgs', 'state has been disposed', 'one in use', 'a disposed one');
    const [pair] = this.#contents.pairs;
    if (!pair || pair.s.size === size) return this.#contents;
    throw new ArgumentError('lbfgs', 'state belongs to another x', `one of ${size} elements`, String(pair.s.size));
  }

  /** Frees the tensors of the state; a second call does nothing. */
  dispose(): void {
    for (const { s, y } of this.#contents?.pairs ?? []) for (const tensor of [s, y]) tensor.dispose();
    this.#contents = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
