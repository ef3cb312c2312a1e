// for the windows whose first column is left, left + 1, left + 2 and left + 3, one in each lane, with D_i = I_i − μ:
//   orthogonalize:    d_j = D u_j,  u_j = e_j − Σ_{l<j} u_l ⟨d_l, d_j⟩ / ⟨d_l, d_l⟩
//                     with ⟨d_l, d_j⟩ = Σ_i d_il d_ij + ε u_l·u_j
//   fit:              r = x − x̄
//                     for j = 1, 2, 3:  p_j = (Σ_i d_ij r_i − ε u_j·Σ_{l<j} p_l u_l) / ⟨d_j, d_j⟩,  r_i −= p_j d_ij
//   scatter:          y_i += r_i
//   squaredResidual:  Σ_i r_i² + ε |Σ_j p_j u_j|²
//   unitResiduals:    r_i = 1 − 1/|w| − Σ_j d_ij² / ⟨d_j, d_j⟩

import { LANES } from '../../../wasm/assembly/lanes';
import { PIXEL_BYTES, Strip } from './strip';

/** Offsets of the vectors in a model: 1 / ⟨d_j, d_j⟩, the components of u_2 and u_3 other than 0 and 1, p_j. */
export const INVERSE1: usize = 0;
export const INVERSE2: usize = 16;
export const INVERSE3: usize = 32;
const U21: usize = 48;
const U31: usize = 64;
const U32: usize = 80;
const P1: usize = 96;
const P2: usize = 112;
const P3: usize = 128;

/** Computes d_1, d_2, d_3 of every pixel, and the parts of the model that do not depend on x. */
export function orthogonalize(strip: Strip, left: i32): void {
  const mean1 = gather(strip, left, 0, 0);
  const mean2 = gather(strip, left, strip.planeBytes, 16);
  const mean3 = gather(strip, left, 2 * strip.planeBytes, 32);
  const pixels = strip.pixels;
  const end = strip.pixelsEnd;
  const one = f32x4.splat(1);
  const epsilon = f32x4.splat(strip.epsilon);

  let product11 = epsilon;
  let product12 = f32x4.splat(0);
  let product13 = f32x4.splat(0);
  for (let pixel = pixels; pixel < end; pixel += PIXEL_BYTES) {
    const d1 = f32x4.sub(v128.load(pixel), mean1);
    const d2 = f32x4.sub(v128.load(pixel, 16), mean2);
    const d3 = f32x4.sub(v128.load(pixel, 32), mean3);
    v128.store(pixel, d1);
    v128.store(pixel, d2, 16);
    v128.store(pixel, d3, 32);
    product11 = f32x4.add(product11, f32x4.mul(d1, d1));
    product12 = f32x4.add(product12, f32x4.mul(d1, d2));
    product13 = f32x4.add(product13, f32x4.mul(d1, d3));
  }

  const inverse1 = f32x4.div(one, product11);
  const part12 = f32x4.mul(product12, inverse1);
  const part13 = f32x4.mul(product13, inverse1);
  let product22 = f32x4.mul(epsilon, f32x4.add(one, f32x4.mul(part12, part12)));
  let product23 = f32x4.mul(epsilon, f32x4.mul(part12, part13));
  for (let pixel = pixels; pixel < end; pixel += PIXEL_BYTES) {
    const d1 = v128.load(pixel);
    const d2 = f32x4.sub(v128.load(pixel, 16), f32x4.mul(part12, d1));
    const d3 = f32x4.sub(v128.load(pixel, 32), f32x4.mul(part13, d1));
    v128.store(pixel, d2, 16);
    v128.store(pixel, d3, 32);
    product22 = f32x4.add(product22, f32x4.mul(d2, d2));
    product23 = f32x4.add(product23, f32x4.mul(d2, d3));
  }

  const inverse2 = f32x4.div(one, product22);
  const part23 = f32x4.mul(product23, inverse2);
  const u31 = f32x4.sub(f32x4.mul(part23, part12), part13);
  const squaredU3 = f32x4.add(one, f32x4.add(f32x4.mul(u31, u31), f32x4.mul(part23, part23)));
  let product33 = f32x4.mul(epsilon, squaredU3);
  for (let pixel = pixels; pixel < end; pixel += PIXEL_BYTES) {
    const d3 = f32x4.sub(v128.load(pixel, 32), f32x4.mul(part23, v128.load(pixel, 16)));
    v128.store(pixel, d3, 32);
    product33 = f32x4.add(product33, f32x4.mul(d3, d3));
  }

  const model = strip.model;
  v128.store(model, inverse1, INVERSE1);
  v128.store(model, inverse2, INVERSE2);
  v128.store(model, f32x4.div(one, product33), INVERSE3);
  v128.store(model, f32x4.neg(part12), U21);
  v128.store(model, u31, U31);
  v128.store(model, f32x4.neg(part23), U32);
}

/** Copies one plane of the windows, minus its value at their centres, to `to` of each pixel. Returns its mean. */
function gather(strip: Strip, left: i32, plane: usize, to: usize): v128 {
  const side = strip.side;
  const radius = side >> 1;
  const offset = plane + left * 4;
  const centre = v128.load(strip.centre + offset + radius * 4);
  let sum = f32x4.splat(0);
  let slot = strip.first;
  let pixel = strip.pixels + to;
  for (let row = 0; row < side; row++) {
    const end = slot + offset + side * 4;
    for (let at = slot + offset; at < end; at += 4, pixel += PIXEL_BYTES) {
      const difference = f32x4.sub(v128.load(at), centre);
      sum = f32x4.add(sum, difference);
      v128.store(pixel, difference);
    }
    slot += strip.slotBytes;
    if (slot == strip.ringEnd) slot = strip.ring;
  }
  return f32x4.mul(sum, f32x4.splat(1 / <f32>(side * side)));
}

/**
 * Computes r of every pixel and the p_j of the model for one channel of x. Each p_j is fitted to the residual of those
 * before it, which gives the same result without rounding. Where ⟨d_j, d_j⟩ is almost zero, rounding of x would
 * otherwise outweigh its true part along d_j.
 */
export function fit(strip: Strip, left: i32, channel: i32): void {
  const side = strip.side;
  const radius = side >> 1;
  const offset = strip.xPlanes + channel * strip.planeBytes + left * 4;
  const centre = v128.load(strip.centre + offset + radius * 4);
  let sum = f32x4.splat(0);
  let p1 = f32x4.splat(0);
  let slot = strip.first;
  let pixel = strip.pixels;
  for (let row = 0; row < side; row++) {
    const end = slot + offset + side * 4;
    for (let at = slot + offset; at < end; at += 4, pixel += PIXEL_BYTES) {
      const value = f32x4.sub(v128.load(at), centre);
      v128.store(pixel, value, 48);
      sum = f32x4.add(sum, value);
      p1 = f32x4.add(p1, f32x4.mul(value, v128.load(pixel)));
    }
    slot += strip.slotBytes;
    if (slot == strip.ringEnd) slot = strip.ring;
  }
  const mean = f32x4.mul(sum, f32x4.splat(1 / <f32>(side * side)));
  const model = strip.model;
  const u21 = v128.load(model, U21);
  const u31 = v128.load(model, U31);
  const u32 = v128.load(model, U32);
  const epsilon = f32x4.splat(strip.epsilon);
  const end = strip.pixelsEnd;

  // Σ_i r_i d_ij − ε a·u_j over ⟨d_j, d_j⟩, with a = Σ_{l<j} p_l u_l: the residual in ⟨·,·⟩ also has the part −√ε a.
  p1 = f32x4.mul(p1, v128.load(model, INVERSE1));
  let p2 = f32x4.neg(f32x4.mul(epsilon, f32x4.mul(p1, u21)));
  for (pixel = strip.pixels; pixel < end; pixel += PIXEL_BYTES) {
    const centred = f32x4.sub(v128.load(pixel, 48), mean);
    const residual = f32x4.sub(centred, f32x4.mul(p1, v128.load(pixel)));
    v128.store(pixel, residual, 48);
    p2 = f32x4.add(p2, f32x4.mul(residual, v128.load(pixel, 16)));
  }
  p2 = f32x4.mul(p2, v128.load(model, INVERSE2));
  const overlap = f32x4.add(f32x4.mul(p1, u31), f32x4.mul(p2, f32x4.add(f32x4.mul(u21, u31), u32)));
  let p3 = f32x4.neg(f32x4.mul(epsilon, overlap));
  for (pixel = strip.pixels; pixel < end; pixel += PIXEL_BYTES) {
    const residual = f32x4.sub(v128.load(pixel, 48), f32x4.mul(p2, v128.load(pixel, 16)));
    v128.store(pixel, residual, 48);
    p3 = f32x4.add(p3, f32x4.mul(residual, v128.load(pixel, 32)));
  }
  p3 = f32x4.mul(p3, v128.load(model, INVERSE3));
  for (pixel = strip.pixels; pixel < end; pixel += PIXEL_BYTES) {
    v128.store(pixel, f32x4.sub(v128.load(pixel, 48), f32x4.mul(p3, v128.load(pixel, 32))), 48);
  }
  v128.store(model, p1, P1);
  v128.store(model, p2, P2);
  v128.store(model, p3, P3);
}

/** Computes each pixel's residual for an x of one there and zero elsewhere. Only rounding can make it negative. */
export function unitResiduals(strip: Strip): void {
  const model = strip.model;
  const inverse1 = v128.load(model, INVERSE1);
  const inverse2 = v128.load(model, INVERSE2);
  const inverse3 = v128.load(model, INVERSE3);
  const whole = f32x4.splat(1 - 1 / <f32>(strip.side * strip.side));
  for (let pixel = strip.pixels; pixel < strip.pixelsEnd; pixel += PIXEL_BYTES) {
    const d1 = v128.load(pixel);
    const d2 = v128.load(pixel, 16);
    const d3 = v128.load(pixel, 32);
    let residual = f32x4.sub(whole, f32x4.mul(f32x4.mul(d1, d1), inverse1));
    residual = f32x4.sub(residual, f32x4.mul(f32x4.mul(d2, d2), inverse2));
    residual = f32x4.sub(residual, f32x4.mul(f32x4.mul(d3, d3), inverse3));
    v128.store(pixel, f32x4.max(residual, f32x4.splat(0)), 48);
  }
}

/** Adds r of every pixel to the output. */
export function scatter(strip: Strip, left: i32, channel: i32): void {
  const side = strip.side;
  const parts = strip.parts;
  const planeBytes = strip.planeBytes;
  const inside = insideRow(strip, left);
  const offset = strip.outputPlanes + channel * parts * planeBytes + left * 4;
  let slot = strip.first;
  let pixel = strip.pixels;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++, pixel += PIXEL_BYTES) {
      const at = slot + offset + (column & (LANES - 1)) * planeBytes + column * 4;
      v128.store(at, f32x4.add(v128.load(at), v128.and(v128.load(pixel, 48), inside)));
    }
    slot += strip.slotBytes;
    if (slot == strip.ringEnd) slot = strip.ring;
  }
}

/** The lanes that hold a window: the last vector of a row may have more lanes than windows left. */
export function insideRow(strip: Strip, left: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(strip.width - strip.side + 1 - left));
}

/** Σ_i r_i² + ε |Σ_j p_j u_j|², zero in lanes without a window. */
export function squaredResidual(strip: Strip, left: i32): v128 {
  const model = strip.model;
  const p2 = v128.load(model, P2);
  const p3 = v128.load(model, P3);
  const correction = f32x4.add(f32x4.mul(p2, v128.load(model, U21)), f32x4.mul(p3, v128.load(model, U31)));
  const slope1 = f32x4.add(v128.load(model, P1), correction);
  const slope2 = f32x4.add(p2, f32x4.mul(p3, v128.load(model, U32)));
  let sum = f32x4.add(f32x4.mul(slope1, slope1), f32x4.add(f32x4.mul(slope2, slope2), f32x4.mul(p3, p3)));
  sum = f32x4.mul(sum, f32x4.splat(strip.epsilon));
  for (let pixel = strip.pixels; pixel < strip.pixelsEnd; pixel += PIXEL_BYTES) {
    const residual = v128.load(pixel, 48);
    sum = f32x4.add(sum, f32x4.mul(residual, residual));
  }
  return v128.and(sum, insideRow(strip, left));
}
