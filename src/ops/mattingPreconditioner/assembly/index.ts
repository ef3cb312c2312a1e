// build: the matrices of level 0, A, and of each coarser level, A' = Pᵀ S A S P
// cycle: a V-cycle for A x = b from x = 0, on each level
//   x = M⁻¹ b;  b' = Pᵀ S (b − A x);  the coarser levels solve A' x' = b';  x += S P x';  x += M⁻¹ (b − A x)

import { stripBytes } from '../../matting/assembly/strip';
import { addWindows, coarsenAlongX, coarsenAlongY, invert, weigh } from './build';
import {
  bytesOfLevels,
  bytesOfPlanes,
  inside,
  LEVEL_PLANES,
  LEVELS_BYTES,
  Level,
  MATRIX_PLANES,
  setLevel,
  setLevels,
} from './level';
import { begin, prolong, relax, residual, restrict } from './relax';

export function buildBytes(height: i32, width: i32): f64 {
  const halved = bytesOfPlanes(MATRIX_PLANES, height, (width + 1) >> 1);
  return LEVELS_BYTES + offsetof<Level>() + max(stripBytes(width, 1, 0, 0), halved);
}

/** The image is [colours, height, width], weights [height, width]; the output holds the levels. */
export function build(
  image: usize,
  weights: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  height: i32,
  width: i32,
  epsilon: f32,
): void {
  const last = setLevels(scratch, output, height, width);
  const between = changetype<Level>(scratch + LEVELS_BYTES);
  const room = scratch + LEVELS_BYTES + offsetof<Level>();
  memory.fill(output, 0, <usize>bytesOfLevels(LEVEL_PLANES, height, width));
  addWindows(changetype<Level>(scratch), room, image, colours, height, width, epsilon);
  weigh(changetype<Level>(scratch), weights, epsilon);
  for (let at = scratch; at < last; at += offsetof<Level>()) {
    const fine = changetype<Level>(at);
    const coarse = changetype<Level>(at + offsetof<Level>());
    const end = setLevel(between, room, MATRIX_PLANES, fine.height, coarse.width);
    memory.fill(room, 0, end - room);
    coarsenAlongX(fine, between);
    coarsenAlongY(between, coarse);
    weigh(coarse, 0, epsilon);
  }
  for (let at = scratch; at <= last; at += offsetof<Level>()) invert(changetype<Level>(at), epsilon);
}

export function cycleBytes(height: i32, width: i32): f64 {
  return LEVELS_BYTES + bytesOfLevels(3, height, width);
}

/** The output is [height, width], as x. */
export function cycle(preconditioner: usize, x: usize, output: usize, scratch: usize, height: i32, width: i32): void {
  const first = changetype<Level>(scratch);
  const last = setLevels(scratch, preconditioner, height, width);
  memory.fill(scratch + LEVELS_BYTES, 0, <usize>bytesOfLevels(3, height, width));
  let plane = scratch + LEVELS_BYTES;
  for (let at = scratch; at <= last; at += offsetof<Level>()) {
    const level = changetype<Level>(at);
    level.b = inside(level, plane);
    level.x = level.b + level.planeBytes;
    level.next = level.x + level.planeBytes;
    plane += 3 * level.planeBytes;
  }

  const bytes = width * 4;
  for (let y = 0; y < height; y++) memory.copy(first.b + y * first.rowBytes, x + y * bytes, bytes);
  for (let at = scratch; at < last; at += offsetof<Level>()) {
    const fine = changetype<Level>(at);
    begin(fine);
    residual(fine);
    restrict(fine, changetype<Level>(at + offsetof<Level>()));
  }
  begin(changetype<Level>(last));
  relax(changetype<Level>(last));
  for (let at = last; at > scratch; at -= offsetof<Level>()) {
    const fine = changetype<Level>(at - offsetof<Level>());
    prolong(changetype<Level>(at), fine);
    relax(fine);
  }
  for (let y = 0; y < height; y++) memory.copy(output + y * bytes, first.next + y * first.rowBytes, bytes);
}
