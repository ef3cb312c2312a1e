// With sums S of the models over the windows around a pixel:
//   prediction:  q = S(a) · g + S(b)
//   gradient of Σ_c y_c q_c for the guide, where (v, h) are the models of the values y:
//     Σ_c y_c S(a_jc) + Σ_c p_c S(v_jc) − S(Σ_c v_jc b_c + a_jc h_c) − Σ_l g_l S(Σ_c v_jc a_lc + a_jc v_lc)

import { LocalModels, readPixels, triangle } from './localModels';
import { countInside, WindowSums } from './windowSums';

/** Planes whose window sums give the predictions. */
export function modelPlanes(colours: i32, values: i32): i32 {
  return values * (colours + 1);
}

/**
 * Writes the predictions for a row of the output [height, width, values]. With `means` they are means over the models
 * of the windows, in the input's own units: its origin is added back.
 */
export function predictRow(models: LocalModels, sums: WindowSums, row: i32, means: bool, output: usize): void {
  const colours = models.colours;
  const values = models.values;
  const bytes = sums.rowBytes;
  const guide = models.pixels;
  const result = guide + colours * bytes;
  readPixels(models, row, guide, result, bytes);
  const count = f64x2.splat(<f64>countInside(row, models.radius, models.height));
  for (let c = 0; c < values; c++) {
    const slopes = sums.sums + c * bytes;
    const intercept = slopes + colours * values * bytes;
    const origin = f64x2.splat(means ? load<f64>(models.origins + (colours + c) * 8) : 0);
    for (let x: usize = 0; x < bytes; x += 16) {
      let q = v128.load(intercept + x);
      for (let k = 0; k < colours; k++) {
        q = f64x2.add(q, f64x2.mul(v128.load(slopes + k * values * bytes + x), v128.load(guide + k * bytes + x)));
      }
      if (means) q = f64x2.add(f64x2.div(q, f64x2.mul(count, v128.load(models.counts + x))), origin);
      v128.store(result + x, q);
    }
    writeChannel(models, result, output + (row * models.width * values + c) * 4, values);
  }
}

/** Writes a row of float64 as one of `channels` channels. */
function writeChannel(models: LocalModels, from: usize, to: usize, channels: i32): void {
  const step: usize = channels * 4;
  for (const end = from + models.width * 8; from < end; from += 8, to += step) store<f32>(to, <f32>load<f64>(from));
}

/** Planes whose window sums give the gradient for the guide; the values are the input and as many values y. */
export function gradientPlanes(colours: i32, values: i32): i32 {
  return colours * values + colours + triangle(colours);
}

/** Computes, from a row of models, the products of the models (a, b) with (v, h) that follow the slopes. */
export function pairModels(models: LocalModels, slopes: usize, intercepts: usize): void {
  const colours = models.colours;
  const values = models.values;
  const half = values / 2;
  const bytes = models.moments.rowBytes;
  const toSecond: usize = half * bytes; // from a plane of the input to that of y
  for (let x: usize = 0; x < bytes; x += 16) {
    let plane = slopes + colours * values * bytes + x;
    for (let j = 0; j < colours; j++, plane += bytes) {
      v128.store(plane, pairing(slopes + j * values * bytes + x, intercepts + x, half, bytes, toSecond));
    }
    for (let j = 0; j < colours; j++) {
      for (let l = j; l < colours; l++, plane += bytes) {
        const a = slopes + j * values * bytes + x;
        v128.store(plane, pairing(a, slopes + l * values * bytes + x, half, bytes, toSecond));
      }
    }
  }
}

/** Σ_c v_c b_c + a_c h_c. */
function pairing(a: usize, b: usize, count: i32, bytes: usize, toSecond: usize): v128 {
  let sum = f64x2.splat(0);
  for (let c = 0; c < count; c++, a += bytes, b += bytes) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a + toSecond), v128.load(b)));
    sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b + toSecond)));
  }
  return sum;
}

/**
 * Writes the gradient for a row of the guide, plus the rows of `more`, if any. The term in y itself is included if y
 * are shares, which are values of the pixels.
 */
export function guideGradientRow(models: LocalModels, sums: WindowSums, row: i32, more: usize, output: usize): void {
  const colours = models.colours;
  const values = models.values;
  const half = values / 2;
  const bytes = sums.rowBytes;
  const guide = models.pixels;
  const input = guide + colours * bytes;
  readPixels(models, row, guide, input, bytes);
  const y = input + half * bytes;
  const withIntercepts = sums.sums + colours * values * bytes;
  const withSlopes = withIntercepts + colours * bytes;
  for (let j = 0; j < colours; j++) {
    const a = sums.sums + j * values * bytes;
    const v = a + half * bytes;
    for (let x: usize = 0; x < bytes; x += 16) {
      let gradient = f64x2.neg(v128.load(withIntercepts + j * bytes + x));
      if (more) gradient = f64x2.add(gradient, v128.load(more + j * bytes + x));
      for (let at = x, end: usize = half * bytes; at < end; at += bytes) {
        gradient = f64x2.add(gradient, f64x2.mul(v128.load(input + at), v128.load(v + at)));
        if (models.shared) gradient = f64x2.add(gradient, f64x2.mul(v128.load(y + at), v128.load(a + at)));
      }
      for (let l = 0; l < colours; l++) {
        const pair: usize =
          l < j ? triangle(colours) - triangle(colours - l) + j - l : triangle(colours) - triangle(colours - j) + l - j;
        gradient = f64x2.sub(
          gradient,
          f64x2.mul(v128.load(guide + l * bytes + x), v128.load(withSlopes + pair * bytes + x)),
        );
      }
      v128.store(sums.line + x, gradient);
    }
    writeChannel(models, sums.line, output + (row * models.width * colours + j) * 4, colours);
  }
}
