// For each row, with p and q the softmax of the teacher's and the student's logits / T, and d = log q − log p:
//   excess = p (eᵈ − 1) where |d| < 1, else q − p;  terms = p (eᵈ − 1 − d) where |d| < 1, else q − p − p d
//   divergence = weight T² |Σ terms − ½ (Σ excess)²|, or +∞ where p > 0 for a logit of −∞ in the student
//   gradient = T (excess − p Σ excess), or 0 for a logit of −∞ in the student

import { clamp, tailNearZero } from '../runtime/exponential.wasm';
import {
  addInFloat64,
  copy,
  impossible,
  loadLogits,
  logarithm,
  rowBytes,
  soften,
  total,
} from '../temperedSoftmax/rows.wasm';

/** Bytes of temporary space: rows of the student's logits, of q, d and p. */
export function scratchBytes(classes: i32): usize {
  return 4 * rowBytes(classes);
}

export function divergence(
  student: usize,
  teacher: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  classes: i32,
  temperature: f32,
  weight: f64,
): void {
  if (weight == 0) {
    memory.fill(output, 0, <usize>rows * 4);
    return;
  }
  const bytes = rowBytes(classes);
  const scale = weight * temperature * temperature;
  for (let i = 0; i < rows; i++, student += classes * 4, teacher += classes * 4, output += 4) {
    compare(student, teacher, scratch, classes, temperature);
    let terms = f64x2.splat(0);
    let excess = f64x2.splat(0);
    let ruledOut = f64x2.splat(0);
    for (let at = scratch; at < scratch + bytes; at += 16) {
      const q = v128.load(at + bytes);
      const d = v128.load(at + 2 * bytes);
      const p = v128.load(at + 3 * bytes);
      const near = clamp(d);
      const isNear = f32x4.eq(near, d);
      const tail = tailNearZero(near, 2);
      const farExcess = f32x4.sub(q, p);
      const farTerm = f32x4.sub(farExcess, f32x4.mul(p, d));
      excess = addInFloat64(excess, v128.bitselect(f32x4.mul(p, f32x4.add(near, tail)), farExcess, isNear));
      terms = addInFloat64(terms, v128.bitselect(f32x4.mul(p, tail), farTerm, isNear));
      ruledOut = v128.or(ruledOut, v128.and(f32x4.gt(p, f32x4.splat(0)), impossible(v128.load(at))));
    }
    // To second order in Σq − Σp, which is what rounding has left of 0.
    const kl = abs(total(terms) - 0.5 * total(excess) * total(excess));
    store<f32>(output, v128.any_true(ruledOut) ? Infinity : <f32>(scale * kl));
  }
}

export function gradient(
  student: usize,
  teacher: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  classes: i32,
  temperature: f32,
): void {
  const bytes = rowBytes(classes);
  const end = scratch + bytes;
  for (let i = 0; i < rows; i++, student += classes * 4, teacher += classes * 4, output += classes * 4) {
    compare(student, teacher, scratch, classes, temperature);
    let sums = f64x2.splat(0);
    for (let at = scratch; at < end; at += 16) {
      const d = v128.load(at + 2 * bytes);
      const p = v128.load(at + 3 * bytes);
      const near = clamp(d);
      const nearExcess = f32x4.mul(p, tailNearZero(near, 1));
      const excess = v128.bitselect(nearExcess, f32x4.sub(v128.load(at + bytes), p), f32x4.eq(near, d));
      v128.store(at + bytes, excess);
      sums = addInFloat64(sums, excess);
    }
    const sum = f32x4.splat(<f32>total(sums));
    for (let at = scratch; at < end; at += 16) {
      const centred = f32x4.sub(v128.load(at + bytes), f32x4.mul(v128.load(at + 3 * bytes), sum));
      v128.store(at, v128.andnot(f32x4.mul(centred, f32x4.splat(temperature)), impossible(v128.load(at))));
    }
    copy(scratch, output, classes);
  }
}

/** Writes the student's logits, q, d and p. */
function compare(student: usize, teacher: usize, scratch: usize, classes: i32, temperature: f32): void {
  const bytes = rowBytes(classes);
  const q = scratch + bytes;
  const teacherLogits = q + bytes;
  const largest = loadLogits(student, scratch, classes);
  const teacherLargest = loadLogits(teacher, teacherLogits, classes);
  const sum = soften(scratch, bytes, largest, temperature, q);
  const teacherSum = soften(teacherLogits, bytes, teacherLargest, temperature, teacherLogits + bytes);
  // A teacher of −∞ alone has no distribution to be told apart from.
  if (teacherSum == 0) memory.fill(q, 0, bytes);
  const shift = f32x4.splat(largest - teacherLargest);
  const logRatio = f32x4.splat(<f32>(logarithm(max<f64>(sum, 1)) - logarithm(max<f64>(teacherSum, 1))));
  for (let at = scratch; at < q; at += 16) {
    const shifted = f32x4.sub(f32x4.sub(v128.load(at), v128.load(at + 2 * bytes)), shift);
    v128.store(at + 2 * bytes, f32x4.sub(f32x4.div(shifted, f32x4.splat(temperature)), logRatio));
  }
}
