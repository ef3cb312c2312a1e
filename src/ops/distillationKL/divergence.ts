import { abs, add, clipByValue, div, less, log, max, mul, sub, type Tensor, where } from '@tensorflow/tfjs-core';
import { largestFloat32 } from '../../internal/largestFloat32';
import { exponentialTail } from '../exponentialTail/exponentialTail';
import { soften } from '../softmax/soften';

export interface DistillationKLAttributes {
  temperature: number;
  weight: number;
}

/**
 * The teacher's p and the student's q at a temperature, and their differences without cancellation: with
 * d = log q − log p, the difference q − p is p (eᵈ − 1) where |d| < 1.
 */
export function divergence(student: Tensor, teacher: Tensor, temperature: number) {
  const s = soften(student, temperature);
  const t = soften(teacher, temperature);
  const p = t.probabilities;
  // A teacher whose logits are all −∞ has no distribution to compare with.
  const q = mul(s.probabilities, max(t.mask, -1, true));
  const scaled = div(logitDifference(s.finite, s.largest, t.finite, t.largest), temperature);
  // An infinite d would make the product with p = 0 NaN.
  const d = clipByValue(sub(scaled, sub(log(s.total), log(t.total))), -largestFloat32, largestFloat32);
  const close = less(abs(d), 1);
  const near = clipByValue(d, -1, 1);
  const tail = exponentialTail(near, 2);
  return {
    p,
    q,
    student: s,
    /** log q − log p, per class. */
    d,
    /** d within [−1, 1], and where it is d. */
    near,
    close,
    /** q − p, per class. */
    excess: () => where(close, mul(p, add(near, tail)), sub(q, p)),
    /** q − p − p·d, per class. It is never negative, and its sum is the divergence, since Σq = Σp. */
    terms: () => where(close, mul(p, tail), sub(sub(q, p), mul(p, d))),
  };
}

/**
 * The student's logits minus the teacher's, each minus a reference of its row. Of the two orders of subtraction, the
 * one with the smaller terms is exact.
 */
export function logitDifference(
  student: Tensor,
  studentReference: Tensor,
  teacher: Tensor,
  teacherReference: Tensor,
): Tensor {
  const shift = sub(studentReference, teacherReference);
  const ofClasses = sub(sub(student, teacher), shift);
  const [above, teacherAbove] = [sub(student, studentReference), sub(teacher, teacherReference)];
  const shiftIsLarger = less(add(abs(above), abs(teacherAbove)), abs(shift));
  return where(shiftIsLarger, sub(above, teacherAbove), ofClasses);
}
