// relax:    next = x + M⁻¹ (b − A x)
// residual: next = S (b − A x)
// restrict: b' = Pᵀ next, where ' is the coarser level
// prolong:  x += S P next'

import { INVERSE, Level, SCALE } from './level';

/** x = M⁻¹ b, a step of relaxation from x = 0. */
export function begin(level: Level): void {
  for (let y = 0; y < level.height; y++) {
    const row = y * level.rowBytes;
    const inverse = level.matrix + INVERSE * level.planeBytes + row;
    for (let at: usize = 0; at < <usize>level.width * 4; at += 16) {
      v128.store(level.x + row + at, f32x4.mul(v128.load(inverse + at), v128.load(level.b + row + at)));
    }
  }
}

export function residual(level: Level): void {
  for (let y = 0; y < level.height; y++) {
    const row = y * level.rowBytes;
    const scale = level.matrix + SCALE * level.planeBytes + row;
    for (let at: usize = 0; at < <usize>level.width * 4; at += 16) {
      v128.store(level.next + row + at, f32x4.mul(v128.load(scale + at), rest(level, row + at)));
    }
  }
}

export function relax(level: Level): void {
  for (let y = 0; y < level.height; y++) {
    const row = y * level.rowBytes;
    const inverse = level.matrix + INVERSE * level.planeBytes + row;
    for (let at: usize = 0; at < <usize>level.width * 4; at += 16) {
      const step = f32x4.mul(v128.load(inverse + at), rest(level, row + at));
      v128.store(level.next + row + at, f32x4.add(v128.load(level.x + row + at), step));
    }
  }
}

/** b − A x at four pixels. */
function rest(level: Level, at: usize): v128 {
  const plane = level.planeBytes;
  const row = level.rowBytes;
  const x = level.x + at;
  let a = level.matrix + at;
  let sum = f32x4.mul(v128.load(a), v128.load(x));
  sum = f32x4.add(sum, pair((a += plane), x, 4));
  sum = f32x4.add(sum, pair((a += plane), x, 8));
  sum = f32x4.add(sum, pair((a += plane), x, row - 8));
  sum = f32x4.add(sum, pair((a += plane), x, row - 4));
  sum = f32x4.add(sum, pair((a += plane), x, row));
  sum = f32x4.add(sum, pair((a += plane), x, row + 4));
  sum = f32x4.add(sum, pair((a += plane), x, row + 8));
  sum = f32x4.add(sum, pair((a += plane), x, 2 * row - 8));
  sum = f32x4.add(sum, pair((a += plane), x, 2 * row - 4));
  sum = f32x4.add(sum, pair((a += plane), x, 2 * row));
  sum = f32x4.add(sum, pair((a += plane), x, 2 * row + 4));
  sum = f32x4.add(sum, pair((a += plane), x, 2 * row + 8));
  return f32x4.sub(v128.load(level.b + at), sum);
}

/** The terms of the pixels at an offset and opposite to it, with the plane of that offset. */
function pair(a: usize, x: usize, offset: usize): v128 {
  return f32x4.add(
    f32x4.mul(v128.load(a), v128.load(x + offset)),
    f32x4.mul(v128.load(a - offset), v128.load(x - offset)),
  );
}

export function restrict(fine: Level, coarse: Level): void {
  repeatBorder(fine, fine.height & 1 ? 0 : 1, fine.width & 1 ? 0 : 1);
  const row = fine.rowBytes;
  const outer = f32x4.splat(0.25);
  const inner = f32x4.splat(0.75);
  for (let y = 0; y < coarse.height; y++) {
    const to = coarse.b + y * coarse.rowBytes;
    for (let x = 0; x < coarse.width; x++) {
      const from = fine.next + 2 * y * row + (2 * x - 1) * 4;
      const outside = f32x4.add(v128.load(from - row), v128.load(from + 2 * row));
      const between = f32x4.add(v128.load(from), v128.load(from + row));
      const column = f32x4.add(f32x4.mul(outer, outside), f32x4.mul(inner, between));
      const ends = f32x4.extract_lane(column, 0) + f32x4.extract_lane(column, 3);
      const middle = f32x4.extract_lane(column, 1) + f32x4.extract_lane(column, 2);
      store<f32>(to + x * 4, <f32>0.25 * ends + <f32>0.75 * middle);
    }
  }
}

export function prolong(coarse: Level, fine: Level): void {
  repeatBorder(coarse, 1, 1);
  const outer = f32x4.splat(0.25);
  const inner = f32x4.splat(0.75);
  for (let y = 0; y < fine.height; y++) {
    const near = coarse.next + (y >> 1) * coarse.rowBytes - 4;
    const far = y & 1 ? near + coarse.rowBytes : near - coarse.rowBytes;
    const row = y * fine.rowBytes;
    const scale = fine.matrix + SCALE * fine.planeBytes + row;
    for (let at: usize = 0; at < <usize>fine.width * 4; at += 16) {
      const half = at >> 1;
      const column = f32x4.add(f32x4.mul(inner, v128.load(near + half)), f32x4.mul(outer, v128.load(far + half)));
      const own = v128.shuffle<f32>(column, column, 1, 1, 2, 2);
      const beside = v128.shuffle<f32>(column, column, 0, 2, 1, 3);
      const value = f32x4.add(f32x4.mul(inner, own), f32x4.mul(outer, beside));
      const to = fine.x + row + at;
      v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(scale + at), value)));
    }
  }
}

/** Repeats the first row and column of `next` before them, and the last behind them if asked. */
function repeatBorder(level: Level, below: i32, behind: i32): void {
  const row = level.rowBytes;
  const last = level.width * 4 - 4;
  for (let y = 0; y < level.height; y++) {
    const at = level.next + y * row;
    store<f32>(at - 4, load<f32>(at));
    if (behind) store<f32>(at + last + 4, load<f32>(at + last));
  }
  const bottom = level.next + (level.height - 1) * row;
  memory.copy(level.next - row - 4, level.next - 4, last + 12);
  if (below) memory.copy(bottom + row - 4, bottom - 4, last + 12);
}
