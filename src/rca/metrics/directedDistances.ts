import { squaredDistances } from './distanceTransform';

/** The distances from each surface pixel of one mask to the surface of the other, in both directions. */
export interface DirectedDistances {
  toTruth: Float64Array;
  toPredicted: Float64Array;
}

/** A mask of 0 and 1 on a regular grid. */
interface Mask {
  inside: Uint8Array;
  size: readonly number[];
}

/**
 * The record from which all surface metrics are computed. `predicted` and `truth` are the pixels of class `id`, or all
 * nonzero pixels. A distance to an empty mask is ∞.
 */
export function directedDistances(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  size: readonly number[],
  spacing: readonly number[],
  id?: number,
): DirectedDistances {
  const isInside = (label: number) => (id === undefined ? label !== 0 : label === id);
  const box = boundingBox([predicted, truth], size, isInside);
  if (!box) return { toTruth: new Float64Array(0), toPredicted: new Float64Array(0) };
  const [a, b] = [predicted, truth].map((labels) => surface(cropped(labels, size, box, isInside)));
  return {
    toTruth: distancesFrom(a.inside, squaredDistances(b.inside, b.size, spacing)),
    toPredicted: distancesFrom(b.inside, squaredDistances(a.inside, a.size, spacing)),
  };
}

type Box = { first: number[]; size: number[] };

/** The smallest box around all inside pixels; it contains the surfaces. */
function boundingBox(
  maps: ArrayLike<number>[],
  size: readonly number[],
  isInside: (label: number) => boolean,
): Box | undefined {
  const first = size.map(() => Number.POSITIVE_INFINITY);
  const last = size.map(() => -1);
  for (const labels of maps) {
    for (let index = 0; index < labels.length; index++) {
      if (!isInside(labels[index])) continue;
      for (let axis = size.length - 1, rest = index; axis >= 0; axis--) {
        const position = rest % size[axis];
        rest = (rest - position) / size[axis];
        first[axis] = Math.min(first[axis], position);
        last[axis] = Math.max(last[axis], position);
      }
    }
  }
  return last[0] < 0 ? undefined : { first, size: last.map((end, axis) => end - first[axis] + 1) };
}

function cropped(
  labels: ArrayLike<number>,
  size: readonly number[],
  box: Box,
  isInside: (label: number) => boolean,
): Mask {
  const inside = new Uint8Array(box.size.reduce((product, count) => product * count, 1));
  for (let index = 0; index < inside.length; index++) {
    let source = 0;
    for (let axis = size.length - 1, rest = index, stride = 1; axis >= 0; axis--) {
      const position = rest % box.size[axis];
      rest = (rest - position) / box.size[axis];
      source += (box.first[axis] + position) * stride;
      stride *= size[axis];
    }
    inside[index] = Number(isInside(labels[source]));
  }
  return { inside, size: box.size };
}

/** A mask minus its erosion by the cross: the pixels with a neighbour along an axis outside the mask or the image. */
function surface({ inside, size }: Mask): Mask {
  const eroded = inside.slice();
  let stride = 1;
  for (let axis = size.length - 1; axis >= 0; axis--) {
    const end = stride * size[axis];
    for (let index = 0; index < inside.length; index++) {
      const along = index % end;
      const bothInside = along >= stride && along < end - stride && inside[index - stride] && inside[index + stride];
      if (!bothInside) eroded[index] = 0;
    }
    stride = end;
  }
  return { inside: inside.map((is, index) => is & ~eroded[index]), size };
}

function distancesFrom(surface: Uint8Array, squared: Float64Array): Float64Array {
  const distances: number[] = [];
  for (let index = 0; index < surface.length; index++) if (surface[index]) distances.push(Math.sqrt(squared[index]));
  return Float64Array.from(distances);
}
