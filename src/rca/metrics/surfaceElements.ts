import type { Mask } from './masks';

/** Pieces of surface at the corners of pixels. */
export interface SurfaceElements {
  /** 1 at the corners with pixels inside and outside the mask around them. */
  sites: Uint8Array;
  /** The corners along each axis, one more than the pixels. */
  size: readonly number[];
  /** The area of the surface at each corner; its length for an image. */
  areas: Float64Array;
}

/**
 * The surface between the pixels inside a mask and those outside, in pieces: one at each corner where both meet, cut as
 * in marching cubes (or squares) with its vertices halfway between pixel centres. Everything beyond the mask is
 * outside.
 *
 *     area of a piece = Σ over its triangles of ‖(n_z s_y s_x, n_y s_z s_x, n_x s_z s_y)‖
 *
 * n is a triangle's normal, as long as its area where the spacing s is 1.
 *
 * @see Lorensen and Cline 1987, "Marching cubes". The triangles are those of DeepMind's surface-distance.
 */
export function surfaceElements({ inside, size }: Mask, spacing: readonly number[]): SurfaceElements {
  const corners = size.map((count) => count + 1);
  const strides = corners.map((_, axis) => corners.slice(axis + 1).reduce((product, count) => product * count, 1));
  const offsets = cornersOf(size.length).map((corner) =>
    corner.reduce((sum, one, axis) => sum + one * strides[axis], 0),
  );
  const codes = new Uint8Array(strides[0] * corners[0]);
  for (let index = 0; index < inside.length; index++) {
    if (!inside[index]) continue;
    let at = 0;
    for (let axis = size.length - 1, rest = index; axis >= 0; axis--) {
      const position = rest % size[axis];
      rest = (rest - position) / size[axis];
      at += position * strides[axis];
    }
    for (const [bit, offset] of offsets.entries()) codes[at + offset] |= 1 << bit;
  }
  const areaOf = areas(spacing);
  return {
    sites: codes.map((code) => Number(code > 0 && code < areaOf.length - 1)),
    size: corners,
    areas: Float64Array.from(codes, (code) => areaOf[code]),
  };
}

/** The corners of the unit square or cube: bit k of a code stands for the k-th of them. */
const cornersOf = (axes: number): number[][] =>
  Array.from({ length: 2 ** axes }, (_, bit) =>
    Array.from({ length: axes }, (_, axis) => (bit >> (axes - 1 - axis)) & 1),
  );

const orders: Record<number, readonly (readonly number[])[]> = {
  2: [[0, 1], [1, 0]], // biome-ignore format: orders
  3: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]], // biome-ignore format: orders
};

/** A code of inside corners, and the normals of its pieces of surface, without signs. */
type Pattern = readonly [code: number, normals: readonly (readonly number[])[]];

/** One code of each kind; the others arise by mirroring, by exchange of axes, and of inside and outside. */
const patterns: Record<number, { unit: number; kinds: readonly Pattern[] }> = {
  2: {
    unit: 1 / 2,
    kinds: [
      [0b0001, [[1, 1]]],
      [0b0011, [[2, 0]]],
      [0b0110, [[1, 1], [1, 1]]], // biome-ignore format: normals
    ],
  },
  3: {
    unit: 1 / 8,
    // biome-ignore format: one kind a line
    kinds: [
      [0b00000001, [[1, 1, 1]]],
      [0b00000011, [[2, 2, 0], [2, 2, 0]]],
      [0b00000110, [[1, 1, 1], [1, 1, 1]]],
      [0b00000111, [[1, 1, 1], [2, 2, 2], [4, 0, 0]]],
      [0b00001111, [[4, 0, 0], [4, 0, 0]]],
      [0b00010110, [[1, 1, 1], [1, 1, 1], [1, 1, 1]]],
      [0b00010111, [[1, 1, 1], [1, 1, 1], [2, 2, 2], [2, 2, 2]]],
      [0b00011000, [[1, 1, 1], [1, 1, 1]]],
      [0b00011001, [[0, 2, 2], [0, 2, 2], [1, 1, 1]]],
      [0b00011011, [[0, 2, 2], [1, 1, 1], [2, 0, 2], [3, 3, 3]]],
      [0b00011110, [[1, 1, 1], [1, 1, 1], [2, 2, 2], [4, 0, 0]]],
      [0b00111100, [[2, 2, 0], [2, 2, 0], [2, 2, 0], [2, 2, 0]]],
      [0b01101001, [[1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]]],
    ],
  },
};

/** The area of the surface around a corner, by the code of its pixels inside. */
function areas(spacing: readonly number[]): Float64Array {
  const axes = spacing.length;
  const { unit, kinds } = patterns[axes];
  const corners = cornersOf(axes);
  const faces = spacing.map((_, axis) =>
    spacing.reduce((area, size, other) => (other === axis ? area : area * size), unit),
  );
  const result = new Float64Array(2 ** corners.length);
  for (const order of orders[axes]) {
    for (const mirrored of corners) {
      for (const [code, normals] of kinds) {
        const moved = corners.reduce((sum, _, bit) => {
          const source = order.reduce((at, axis, k) => at | ((corners[bit][k] ^ mirrored[k]) << (axes - 1 - axis)), 0);
          return sum | (((code >> source) & 1) << bit);
        }, 0);
        const area = normals.reduce((sum, n) => sum + Math.hypot(...order.map((axis, k) => n[axis] * faces[k])), 0);
        result[moved] = result[result.length - 1 - moved] = area;
      }
    }
  }
  return result;
}
