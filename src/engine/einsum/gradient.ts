import {
  broadcastTo,
  Einsum,
  type GradConfig,
  einsum as ofBackend,
  reshape,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { einsum } from './composed';
import { parseEquation } from './terms';

/**
 * tfjs lacks this gradient on every backend. It is another einsum, the composed one, which can be differentiated again.
 * The composed einsum is also right if a summed letter occurs in only one operand; tfjs's kernels on cpu and WebGPU are
 * not.
 */
export const einsumGradient: GradConfig = {
  kernelName: Einsum,
  saveAllInputs: true,
  gradFunc: (dy, saved, { equation }) => {
    const { terms, result } = parseEquation(equation as string, saved);
    const gradientFor = (index: number) => () => {
      const others = terms.filter((_, i) => i !== index);
      const tensors = saved.filter((_, i) => i !== index);
      // Along an axis that was only summed over, the gradient is constant.
      const known = [...terms[index]].map((letter) => [result, ...others].some((term) => term.includes(letter)));
      const letters = [...terms[index]].filter((_, axis) => known[axis]).join('');
      const gradient = einsum(`${[result, ...others].join(',')}->${letters}`, [dy as Tensor, ...tensors]);
      const { shape } = saved[index];
      const kept = shape.map((length, axis) => (known[axis] ? length : 1));
      return broadcastTo(reshape(gradient, kept), shape as [number]);
    };
    // If there is nothing to do, stock kernels return their input, which then already has the gradient.
    const isInput = terms.join() === result && ofBackend(equation as string, ...saved) === saved[0];
    if (isInput) return { 0: () => zerosLike(saved[0]) };
    return Object.fromEntries(saved.map((_, index) => [index, gradientFor(index)]));
  },
};
