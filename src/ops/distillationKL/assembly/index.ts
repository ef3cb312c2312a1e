// for each row, with p and q the softmax of the teacher's and the student's logits / T, and d = log q − log p:
//   excess = p (eᵈ − 1) where |d| < 1, else q − p;  terms = p (eᵈ − 1 − d) where |d| < 1, else q − p − p d
//   divergence = weight T² |Σ terms − ½ (Σ excess)²|, or +∞ where p > 0 for a logit of −∞ in the student
//   gradient = dy weight T (excess − p Σ excess), or 0 for a logit of −∞ in the student

import { clamp, next, thirdTailRatio } from '../../../wasm/assembly/exponential';
import { copyBytes } from '../../../wasm/assembly/lanes';
import { impossible, loadLogits, rowBytes, scalarLogarithm, soften, sumRow } from '../../softmax/assembly/rows';

/** Bytes of temporary space: rows of the student's logits, the excess, the terms and p. */
export function scratchBytes(classes: i32): f64 {
  return <f64>4 * rowBytes(classes);
}

export function distillationKL(
  student: usize,
  teacher: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  classes: i32,
  temperature: f32,
  weight: f64,
): void {
  const bytes = rowBytes(classes);
  const scale = weight * temperature * temperature;
  for (let i = 0; i < rows; i++, student += classes * 4, teacher += classes * 4, output += 4) {
    compare(student, teacher, scratch, classes, temperature);
    // Correct to second order in Σq − Σp, which would be 0 without rounding.
    const excess = sumRow(scratch + bytes, bytes);
    const kl = abs(sumRow(scratch + 2 * bytes, bytes) - 0.5 * excess * excess);
    store<f32>(output, rulesOut(scratch, scratch + 3 * bytes, bytes) ? Infinity : <f32>(scale * kl));
  }
}

export function gradient(
  dy: usize,
  student: usize,
  teacher: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  classes: i32,
  temperature: f32,
  weight: f64,
): void {
  const bytes = rowBytes(classes);
  for (let i = 0; i < rows; i++, student += classes * 4, teacher += classes * 4, output += classes * 4) {
    compare(student, teacher, scratch, classes, temperature);
    const scale = f32x4.splat(<f32>(load<f32>(dy + i * 4) * weight * temperature));
    const sum = f32x4.splat(<f32>sumRow(scratch + bytes, bytes));
    for (let at = scratch; at < scratch + bytes; at += 16) {
      const centred = f32x4.sub(v128.load(at + bytes), f32x4.mul(v128.load(at + 3 * bytes), sum));
      v128.store(at, v128.andnot(f32x4.mul(centred, scale), impossible(v128.load(at))));
    }
    copyBytes(scratch, output, <usize>classes * 4);
  }
}

/** Writes the student's logits, the excess, the terms and p. */
function compare(student: usize, teacher: usize, scratch: usize, classes: i32, temperature: f32): void {
  const bytes = rowBytes(classes);
  const q = scratch + bytes;
  const teacherLogits = scratch + 2 * bytes;
  const p = scratch + 3 * bytes;
  const largest = loadLogits(student, scratch, classes);
  const teacherLargest = loadLogits(teacher, teacherLogits, classes);
  const sum = soften(scratch, bytes, largest, temperature, q);
  const teacherSum = soften(teacherLogits, bytes, teacherLargest, temperature, p);
  // A teacher whose logits are all −∞ has no distribution to compare with. NaN stays NaN.
  if (teacherSum == 0) {
    for (let at = q; at < q + bytes; at += 16) v128.store(at, f32x4.mul(v128.load(at), f32x4.splat(0)));
  }
  const shift = f32x4.splat(largest - teacherLargest);
  const logRatio = f32x4.splat(<f32>(scalarLogarithm(max<f64>(sum, 1)) - scalarLogarithm(max<f64>(teacherSum, 1))));
  // Two loops, because a single loop would run out of registers and take half as long again.
  for (let at = scratch; at < q; at += 16) {
    const x = v128.load(at);
    const y = v128.load(at + 2 * bytes);
    // Without rounding both orders would be equal. The one with the smaller terms is exact.
    const below = f32x4.sub(x, f32x4.splat(largest));
    const teacherBelow = f32x4.sub(y, f32x4.splat(teacherLargest));
    const ofRows = f32x4.sub(below, teacherBelow);
    const ofClasses = f32x4.sub(f32x4.sub(x, y), shift);
    const shiftIsLarger = f32x4.lt(f32x4.neg(f32x4.add(below, teacherBelow)), f32x4.abs(shift));
    const difference = v128.bitselect(ofRows, ofClasses, shiftIsLarger);
    const d = f32x4.sub(f32x4.div(difference, f32x4.splat(temperature)), logRatio);
    // An infinite d would make the product with p = 0 NaN.
    const finite = f32x4.pmin(f32x4.pmax(d, f32x4.splat(-f32.MAX_VALUE)), f32x4.splat(f32.MAX_VALUE));
    v128.store(at + 2 * bytes, finite);
  }
  for (let at = scratch; at < q; at += 16) {
    const d = v128.load(at + 2 * bytes);
    const near = clamp(d);
    const isNear = f32x4.eq(near, d);
    const secondTail = f32x4.mul(f32x4.mul(near, near), next(thirdTailRatio(near), near, 0.5));
    const target = v128.load(at + 3 * bytes);
    const excess = f32x4.sub(v128.load(at + bytes), target);
    const nearExcess = f32x4.mul(target, f32x4.add(near, secondTail));
    v128.store(at + bytes, v128.bitselect(nearExcess, excess, isNear));
    const terms = f32x4.sub(excess, f32x4.mul(target, d));
    v128.store(at + 2 * bytes, v128.bitselect(f32x4.mul(target, secondTail), terms, isNear));
  }
}

/** Whether the student gives −∞ to a class that the teacher considers possible. */
function rulesOut(student: usize, p: usize, bytes: usize): bool {
  let ruledOut = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const taught = f32x4.gt(v128.load(p + at), f32x4.splat(0));
    ruledOut = v128.or(ruledOut, v128.and(taught, impossible(v128.load(student + at))));
  }
  return v128.any_true(ruledOut);
}
