// For the models of the windows around each pixel of a row, two windows at a time:
//   set up M and the right-hand sides → eliminate below the diagonal → substitute from the last slope to the first

import { LocalModels } from './localModels';
import { countInside } from './windowSums';

/**
 * Below this share of a colour's second moment, a pivot is only rounding error: the colours lie on a line or a plane.
 */
const RESOLUTION: f64 = 1.0 / 1099511627776; // 2⁻⁴⁰

/**
 * The models of the windows around the pixels of a row, from the moments: slopes k of value c in plane k · values + c,
 * intercepts in plane c.
 */
export function solveRow(models: LocalModels, row: i32, slopes: usize, intercepts: usize): void {
  const colours = models.colours;
  const system = models.system;
  const stride: usize = (colours + models.values) * 16;
  const least = system + colours * stride;
  const means = least + colours * 16;
  const count = f64x2.splat(<f64>countInside(row, models.radius, models.height));
  for (let x: usize = 0; x < models.moments.rowBytes; x += 16) {
    const share = f64x2.div(f64x2.splat(1), f64x2.mul(count, v128.load(models.counts + x)));
    setSystem(models, x, share, least, means, intercepts + x);
    eliminate(system, least, colours, stride);
    substitute(models, means, slopes + x, intercepts + x);
  }
}

/** The system of two windows, and the means of their values as first intercepts; 1 / share pixels are in each window. */
function setSystem(models: LocalModels, x: usize, share: v128, least: usize, means: usize, intercepts: usize): void {
  const colours = models.colours;
  const values = models.values;
  const bytes = models.moments.rowBytes;
  const stride: usize = (colours + values) * 16;
  const epsilon = f64x2.splat(models.epsilon);
  const ridge = models.perWindow ? f64x2.mul(epsilon, share) : epsilon;
  let plane = models.moments.sums + x;
  for (let k = 0; k < colours; k++, plane += bytes) {
    v128.store(means + k * 16, f64x2.mul(v128.load(plane), share));
  }
  for (let k = 0, rowOfM = models.system; k < colours; k++, rowOfM += stride) {
    const mean = v128.load(means + k * 16);
    const square = f64x2.mul(v128.load(plane), share);
    v128.store(rowOfM + k * 16, f64x2.add(f64x2.sub(square, f64x2.mul(mean, mean)), ridge));
    const resolved = f64x2.mul(f64x2.add(square, ridge), f64x2.splat(RESOLUTION));
    v128.store(least + k * 16, f64x2.max(resolved, ridge));
    plane += bytes;
    for (let l = k + 1; l < colours; l++, plane += bytes) {
      v128.store(rowOfM + l * 16, covariance(plane, share, mean, means + l * 16));
    }
  }
  for (let c = 0; c < values; c++) {
    // An infinite value has no covariance: x − x is NaN for it, 0 for others.
    const sum = v128.load(plane);
    const mean = f64x2.mul(f64x2.add(sum, f64x2.sub(sum, sum)), share);
    v128.store(intercepts + c * bytes, mean);
    plane += bytes;
    for (let k = 0, rowOfM = models.system; k < colours; k++, rowOfM += stride, plane += bytes) {
      v128.store(rowOfM + (colours + c) * 16, covariance(plane, share, mean, means + k * 16));
    }
  }
}

/** mean(g p) − mean(g) mean(p), from the sum of the products. */
function covariance(sum: usize, share: v128, mean: v128, otherMean: usize): v128 {
  return f64x2.sub(f64x2.mul(v128.load(sum), share), f64x2.mul(mean, v128.load(otherMean)));
}

/** Slopes from the last to the first, and b = mean(p) − a · mean(g), from a system after elimination. */
function substitute(models: LocalModels, means: usize, slopes: usize, intercepts: usize): void {
  const colours = models.colours;
  const values = models.values;
  const bytes = models.moments.rowBytes;
  const stride: usize = (colours + values) * 16;
  for (let c = 0; c < values; c++, slopes += bytes, intercepts += bytes) {
    let intercept = v128.load(intercepts);
    for (let k = colours - 1; k >= 0; k--) {
      const rowOfM = models.system + k * stride;
      let rest = v128.load(rowOfM + (colours + c) * 16);
      for (let l = k + 1; l < colours; l++) {
        rest = f64x2.sub(rest, f64x2.mul(v128.load(rowOfM + l * 16), v128.load(slopes + l * values * bytes)));
      }
      const slope = f64x2.mul(rest, v128.load(rowOfM + k * 16));
      v128.store(slopes + k * values * bytes, slope);
      intercept = f64x2.sub(intercept, f64x2.mul(slope, v128.load(means + k * 16)));
    }
    v128.store(intercepts, intercept);
  }
}

/**
 * Gaussian elimination of a symmetric system, of which row k holds the columns from k on; leaves 1 / pivot on the
 * diagonal. Pivots are raised to the least ones.
 */
function eliminate(system: usize, least: usize, unknowns: i32, stride: usize): void {
  for (let k = 0, row = system; k < unknowns; k++, row += stride) {
    const pivot = f64x2.max(v128.load(row + k * 16), v128.load(least + k * 16));
    const inverse = f64x2.div(f64x2.splat(1), pivot);
    v128.store(row + k * 16, inverse);
    for (let next = k + 1; next < unknowns; next++) {
      const factor = f64x2.mul(v128.load(row + next * 16), inverse);
      const other: usize = system + next * stride;
      for (let at: usize = next * 16; at < stride; at += 16) {
        v128.store(other + at, f64x2.sub(v128.load(other + at), f64x2.mul(factor, v128.load(row + at))));
      }
    }
  }
}
