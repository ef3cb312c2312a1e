import { customGrad, type GradSaveFunc, type Tensor } from '@tensorflow/tfjs-core';
import { vjp } from './vjp';

/** `f` as a single step of the tape: it saves only the inputs, and the gradient runs `f` once more. */
export const recomputed = (f: (...inputs: Tensor[]) => Tensor): ((...inputs: Tensor[]) => Tensor) =>
  customGrad((...args) => {
    const inputs = args.slice(0, -1) as Tensor[];
    const save = args.at(-1) as GradSaveFunc;
    const value = f(...inputs);
    save(inputs); // last: tfjs would keep the copies forever if f threw
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => vjp(f, saved, dy) };
  });
