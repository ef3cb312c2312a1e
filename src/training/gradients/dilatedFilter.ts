import { stridedSlice, type Tensor } from '@tensorflow/tfjs-core';
import { spreadAlong } from './spreadAlong';

/**
 * A dilated filter is a larger filter with zeros between its taps, so its gradient is that of the larger filter at the
 * taps.
 */
export function dilatedFilter(dilations: number | number[] = 1, axes = 2) {
  const steps = typeof dilations === 'number' ? Array<number>(axes).fill(dilations) : dilations;
  const isDense = steps.every((step) => step === 1);
  return {
    isDense,
    spread: (filter: Tensor) => steps.reduce((spread, step, axis) => spreadAlong(spread, axis, step), filter),
    spreadShape: (shape: number[]) => shape.map((size, axis) => (size - 1) * (steps[axis] ?? 1) + 1),
    atTaps: (gradient: Tensor) => {
      const { shape } = gradient;
      const begin = shape.map(() => 0);
      return isDense ? gradient : stridedSlice(gradient, begin, shape, [...steps, 1, 1]);
    },
  };
}
