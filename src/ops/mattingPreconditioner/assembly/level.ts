// A level of the hierarchy is a symmetric matrix A on a grid: pixel i has an entry for each pixel i + o up to two rows
// and columns away. The planes hold
//   0:       A(i, i)
//   1 to 12: A(i, i + o), plane n for the offset o of n = 5 dy + dx, so plane n of pixel i − o has A(i, i − o)
//   INVERSE: 1 / M(i), a diagonal M with M ≥ A / 2, so that x += M⁻¹ (b − A x) converges
//   SCALE:   the factor of corrections from the coarser level
// Each plane has a border of zeros, of two rows and four columns, so that every offset stays inside.

/** Planes of the matrix, and of the whole level. */
export const MATRIX_PLANES: i32 = 13;
export const LEVEL_PLANES: i32 = 15;
export const INVERSE: i32 = 13;
export const SCALE: i32 = 14;

@unmanaged
export class Level {
  height: i32;
  width: i32;
  rowBytes: usize;
  planeBytes: usize;
  /** The first pixel of plane 0, within its border. */
  matrix: usize;
  /** The first pixels of the right-hand side b, of x, and of the residual or the next x. */
  b: usize;
  x: usize;
  next: usize;
}

function rowBytesOf(width: i32): usize {
  return (((width + 3) & ~3) + 8) * 4;
}

/** Bytes of `planes` planes. */
export function bytesOfPlanes(planes: i32, height: i32, width: i32): f64 {
  return <f64>planes * (height + 4) * <f64>rowBytesOf(width);
}

/** Bytes of `planes` planes on each level of an image. */
export function bytesOfLevels(planes: i32, height: i32, width: i32): f64 {
  let bytes = bytesOfPlanes(planes, height, width);
  while (height > 1 || width > 1) {
    height = (height + 1) >> 1;
    width = (width + 1) >> 1;
    bytes += bytesOfPlanes(planes, height, width);
  }
  return bytes;
}

/** Sets the size of a level whose planes begin at `planes`. Returns the end of `count` planes. */
export function setLevel(level: Level, planes: usize, count: i32, height: i32, width: i32): usize {
  level.height = height;
  level.width = width;
  level.rowBytes = rowBytesOf(width);
  level.planeBytes = (height + 4) * level.rowBytes;
  level.matrix = inside(level, planes);
  return planes + count * level.planeBytes;
}

/** The first pixel of a plane that begins with its border at `plane`. */
export function inside(level: Level, plane: usize): usize {
  return plane + 2 * level.rowBytes + 16;
}

/** Sets all levels of an image one after another at `levels`, and returns the last. */
export function setLevels(levels: usize, planes: usize, height: i32, width: i32): usize {
  let level = levels;
  planes = setLevel(changetype<Level>(level), planes, LEVEL_PLANES, height, width);
  while (height > 1 || width > 1) {
    height = (height + 1) >> 1;
    width = (width + 1) >> 1;
    level += offsetof<Level>();
    planes = setLevel(changetype<Level>(level), planes, LEVEL_PLANES, height, width);
  }
  return level;
}

/** Bytes for the levels of the largest image. */
export const LEVELS_BYTES: usize = 32 * offsetof<Level>();
