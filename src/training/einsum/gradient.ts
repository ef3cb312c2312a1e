import { broadcastTo, Einsum, einsum, type GradConfig, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { parseEquation } from './terms';

/** tfjs has none on any backend. It is made of einsum, so that it can be differentiated again. */
export const einsumGradient: GradConfig = {
  kernelName: Einsum,
  saveAllInputs: true,
  gradFunc: (dy, saved, { equation }) => {
    const { terms, result } = parseEquation(equation as string, saved);
    const gradientFor = (index: number) => () => {
      const [others, tensors] = [terms, saved].map((list) => list.filter((_, i) => i !== index)) as [
        string[],
        Tensor[],
      ];
      // An axis that was merely summed over: its gradient is the same all along.
      const known = [...terms[index]].map((letter) => [result, ...others].some((term) => term.includes(letter)));
      const letters = [...terms[index]].filter((_, axis) => known[axis]).join('');
      const gradient = einsum(`${[result, ...others].join(',')}->${letters}`, dy as Tensor, ...tensors);
      const { shape } = saved[index];
      return broadcastTo(
        reshape(
          gradient,
          shape.map((length, axis) => (known[axis] ? length : 1)),
        ),
        shape as [number],
      );
    };
    return Object.fromEntries(saved.map((_, index) => [index, gradientFor(index)]));
  },
};
