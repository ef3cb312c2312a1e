/** A mask of 0 and 1 on a regular grid. */
export interface Mask {
  inside: Uint8Array;
  size: readonly number[];
}

/** The masks of the pixels that count as inside, cropped to the smallest box around both; none if both are empty. */
export function croppedMasks(
  maps: readonly ArrayLike<number>[],
  size: readonly number[],
  isInside: (label: number) => boolean,
): Mask[] {
  const box = boundingBox(maps, size, isInside);
  return box ? maps.map((labels) => cropped(labels, size, box, isInside)) : [];
}

type Box = { first: number[]; size: number[] };

/** The smallest box around all inside pixels. */
function boundingBox(
  maps: readonly ArrayLike<number>[],
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
