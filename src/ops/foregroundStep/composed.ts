import {
  abs,
  add,
  addN,
  clipByValue,
  concat,
  div,
  mul,
  slice,
  square,
  sub,
  type Tensor,
  type Tensor3D,
  tidy,
} from '@tensorflow/tfjs-core';

export interface ForegroundStepAttributes {
  /** The weight of neighbours of equal α. */
  epsilon: number;
}

export function composed(inputs: Record<'level' | 'colours', Tensor>, { epsilon }: ForegroundStepAttributes): Tensor3D {
  const [level, colours] = [inputs.level as Tensor3D, inputs.colours as Tensor3D];
  const channels = level.shape[0] - 1;
  const image = planes(level, 0, channels);
  const alpha = planes(level, channels, 1);
  const transparency = sub(1, alpha);
  const weights = [0, 1, 2, 3].map((index) =>
    tidy(() => add<Tensor3D>(abs(sub(alpha, neighbour(alpha, index))), epsilon)),
  );
  const totalWeight = addN<Tensor3D>(weights);
  const diagonal = addN([square(alpha), square(transparency), totalWeight]);
  const means = weightedMean(colours, weights, totalWeight);
  const foreground = planes(means, 0, channels);
  const background = planes(means, channels, channels);
  const seen = add(mul(alpha, foreground), mul(transparency, background));
  const correction = div(sub(image, seen), diagonal);
  const solved: Tensor3D[] = [add(foreground, mul(alpha, correction)), add(background, mul(transparency, correction))];
  const all = concat(solved);
  return add(clipByValue(all, 0, 1), mul(all, 0)); // tfjs clips NaN to a number
}

/** The weighted mean of the four neighbours, added one at a time. */
const weightedMean = (map: Tensor3D, weights: Tensor3D[], totalWeight: Tensor3D): Tensor3D =>
  tidy(() => {
    let total = tidy(() => mul<Tensor3D>(weights[0], neighbour(map, 0)));
    for (let index = 1; index < weights.length; index++) {
      const sum = total;
      total = tidy(() => add(sum, mul(weights[index], neighbour(map, index))));
      sum.dispose();
    }
    return div(total, totalWeight);
  });

/** The neighbour above (0), below, left or right (3) of every pixel; beyond the border, the pixel itself. */
function neighbour(map: Tensor3D, index: number): Tensor3D {
  const [, height, width] = map.shape;
  const rows = (first: number, count: number) => slice(map, [0, first, 0], [-1, count, -1]);
  const columns = (first: number, count: number) => slice(map, [0, 0, first], [-1, -1, count]);
  if (index === 0) return concat([rows(0, 1), rows(0, height - 1)], 1);
  if (index === 1) return concat([rows(1, height - 1), rows(height - 1, 1)], 1);
  if (index === 2) return concat([columns(0, 1), columns(0, width - 1)], 2);
  return concat([columns(1, width - 1), columns(width - 1, 1)], 2);
}

/** `count` planes of maps [depth, height, width]. */
export const planes = (maps: Tensor3D, first: number, count: number): Tensor3D =>
  slice(maps, [first, 0, 0], [count, -1, -1]);
