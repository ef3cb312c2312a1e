import { engine, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { freeBehind } from './freeBehind';
import { tidy } from './gradients';

/**
 * The vector-Jacobian product of `f` at `inputs`: the gradient of Σ dy · f(...inputs) with respect to each input, zero
 * for an input that `f` ignores. Unlike `tf.grads`, `vjp` works inside a gradient function: there tfjs runs without a
 * tape, and a second `gradients` call would drop the tape of the first. `vjp` also works inside a kernel, although tfjs
 * records nothing there: it uses its own tape, invisible to the outer one. It frees memory as it goes (`freeBehind`).
 */
export function vjp(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[], dy: Tensor): Tensor[] {
  const { state } = engine();
  const { activeTape, gradientDepth, kernelDepth } = state;
  if (kernelDepth > 0) Object.assign(state, { gradientDepth: 0, kernelDepth: 0 });
  try {
    return tidy(() => {
      const ownTape = state.gradientDepth === 0;
      const recorded = () => {
        const y = f(...inputs);
        if (ownTape) freeBehind(state.activeTape, y);
        return y;
      };
      const { grads } = engine().gradients(recorded, inputs, dy, true);
      return grads.map((gradient, index) => gradient ?? zerosLike(inputs[index]));
    });
  } finally {
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
  }
}
