import type { Random } from '../../Random';
import type { Call, Target } from '../../Target';
import { LEAST_SUM } from '../kernels';

const paddings = ['zeros', 'border', 'reflection', 'wrap', 'fill'] as const;

export const samplerOptions = (r: Random) => {
  const padding = r.pick(...paddings);
  return { padding, alignCorners: r.chance(0.5), ...(padding === 'fill' && { fill: r.real(-1, 1) }) };
};

export const images = (r: Random, channels = r.size(9)) => r.floats([r.integer(1, 3), r.size(), r.size(), channels]);

/** Weights or probabilities. */
export const shares = (r: Random, shape: number[]) => r.floats(shape, { low: 0, high: 1, tame: true });

export const photo = (r: Random, channels: number) => shares(r, [r.integer(3, 7), r.integer(3, 7), channels]);

export const logits = (r: Random) => r.floats([...r.shape(r.integer(1, 2)), r.integer(1, 7)], { low: -8, high: 8 });

export const alike = (r: Random, { shape }: { shape: number[] }) => r.floats(shape, { low: -8, high: 8 });

/** Rows that each sum to 1. */
export function distributions(r: Random, rows: number, classes: number) {
  const drawn = r.floats([rows, classes], { low: 0.01, high: 1, tame: true });
  for (let row = 0; row < rows; row++) {
    const own = drawn.values.slice(row * classes, (row + 1) * classes);
    const total = own.reduce((sum, value) => sum + value, 0);
    own.forEach((value, index) => {
      drawn.values[row * classes + index] = Math.fround(value / total);
    });
  }
  return drawn;
}

export const sameShape = (name: string, count: number, call: Call, more: Partial<Target> = {}): Target => ({
  name,
  call,
  draw: (r) => {
    const shape = r.shape(r.integer(2, 4));
    return Array.from({ length: count }, () => r.floats(shape));
  },
  least: LEAST_SUM,
  ...more,
});
