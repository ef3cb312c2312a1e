import { abs, add, clipByValue, div, less, log, max, mul, sub, type Tensor, where } from '@tensorflow/tfjs-core';
import { exponentialTail } from '../exponentialTail/exponentialTail';
import { soften } from '../softmax/soften';

/**
 * The teacher's p and the student's q at a temperature, and what tells them apart without cancellation: where
 * |d| < 1, d = log q − log p, the difference q − p is p (eᵈ − 1).
 */
export function divergence(student: Tensor, teacher: Tensor, temperature: number) {
  const s = soften(student, temperature);
  const t = soften(teacher, temperature);
  const p = t.probabilities;
  // A teacher of −∞ alone has no distribution to be told apart from.
  const q = mul(s.probabilities, max(t.mask, -1, true));
  const scaled = div(sub(sub(s.finite, t.finite), sub(s.largest, t.largest)), temperature);
  const d = sub(scaled, sub(log(s.total), log(t.total)));
  const close = less(abs(d), 1);
  const near = clipByValue(d, -1, 1);
  const tail = exponentialTail(near, 2);
  return {
    p,
    possible: s.mask,
    /** q − p, per class. */
    excess: () => where(close, mul(p, add(near, tail)), sub(q, p)),
    /** q − p − p·d, per class: never negative, and its sum is the divergence, since Σq = Σp. */
    terms: () => where(close, mul(p, tail), sub(sub(q, p), mul(p, d))),
  };
}
