import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { zerosLike } from '../internal/zerosLike';
import { freeBehind } from './freeBehind';
import { tidy } from './gradients';

/**
 * The vector-Jacobian product of `f` at `inputs`: the gradient of Σ dy · f(...inputs) with respect to each input, zero
 * for an input that `f` ignores. Unlike `tf.grads`, `vjp` works inside a gradient function: there tfjs runs without a
 * tape, and a second `gradients` call would drop the tape of the first. `vjp` also works inside a kernel, although tfjs
 * records nothing there: it uses its own tape, invisible to the outer one. It frees memory as it goes (`freeBehind`).
 * If `f` or a gradient throws, the tape is freed too; tfjs would keep it forever.
 */
export const vjp = (f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[], dy: Tensor): Tensor[] =>
  tidy(() => partialVjp(f, inputs, dy).map((gradient, index) => gradient ?? zerosLike(inputs[index])));

/** As `vjp`, but with undefined for an input that `f` ignores. */
export function partialVjp(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[], dy: Tensor): (Tensor | undefined)[] {
  const { state } = engine();
  const { activeTape, gradientDepth, kernelDepth } = state;
  if (kernelDepth > 0) Object.assign(state, { gradientDepth: 0, kernelDepth: 0 });
  const ownTape = state.gradientDepth === 0;
  try {
    return tidy(() => {
      const recorded = () => {
        const y = f(...inputs);
        if (ownTape) freeBehind(state.activeTape, y);
        return y;
      };
      return engine().gradients(recorded, inputs, dy, true).grads;
    });
  } catch (error) {
    const abandoned = ownTape && state.activeTape !== activeTape ? state.activeTape : [];
    for (const { saved = [] } of abandoned) for (const tensor of saved) tensor.dispose();
    throw error;
  } finally {
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
  }
}
