import './gradients';
import { engine, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { freeBehind } from './freeBehind';

/**
 * The vector-Jacobian product of `f` at `inputs`: the gradient of Σ dy · f(...inputs) for each input, zero where `f`
 * ignores it. Unlike `tf.grads` it may be called inside a gradient function: there tfjs runs without a tape, and a
 * second `gradients` call would drop the tape of the first. It may be called inside a kernel too, where tfjs records
 * nothing: there it has a tape of its own, which the outer one does not see. Memory is freed on the way (`freeBehind`).
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
