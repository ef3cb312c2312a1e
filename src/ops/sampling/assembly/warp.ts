// for each row of the output, with (X, Y) its pixels, counted from the output's centre:
//   points = the first two of M (X, Y, 1)ᵀ, divided by the third if M has three rows
//   warp: samplePoints,  warpImagesGrad: scatterPoints,  warpMatrixGrad: gradPoints, then
//     dM += Σ_X dM(X, Y, 1)ᵀ ⊗ (X, Y, 1)

import { gradPoints, samplePoints } from './samples';
import { copyOf, imageBytes, pixelBytes, Sampling, samplingBytes } from './sampling';
import { beginSums, endSums, scatterPoints, sumsBytes } from './scatter';

/** The sums of a matrix's gradient in float64: the first two rows column by column, then the third row. */
const THIRD_ROW: usize = 3 * 16;
const SUMS_BYTES: usize = THIRD_ROW + 3 * 8;

/** Bytes of temporary space of a thread for the samples, the points of a row, their gradients and the sums. */
export function ownWarpBytes(channels: i32, width: i32): f64 {
  return <f64>samplingBytes(channels) + 2 * rowBytes(width) + SUMS_BYTES;
}

/** The same for the gradient for the images. */
export function ownWarpImagesGradBytes(pixels: i32, channels: i32, width: i32): f64 {
  return <f64>samplingBytes(channels) + rowBytes(width) + sumsBytes(pixels, channels);
}

/** The bytes of the points of a row, which are computed two at a time. */
function rowBytes(width: i32): usize {
  return <usize>((width + 1) >> 1) * 16;
}

function pointsAt(scratch: usize): usize {
  return scratch + samplingBytes(changetype<Sampling>(scratch).channels);
}

/**
 * images is [imageCount, height, width, channels], matrices [matrixCount, rows, 3]; a count of 1 serves all entries of
 * the other. Computes rows `first` to `end` - 1 of all outputs.
 */
export function warp(
  images: usize,
  matrices: usize,
  output: usize,
  scratch: usize,
  own: usize,
  imageCount: i32,
  matrixCount: i32,
  rows: i32,
  height: i32,
  width: i32,
  first: i32,
  end: i32,
): void {
  const sampling = copyOf(scratch, own);
  const points = pointsAt(own);
  const outputBytes = width * pixelBytes(sampling);
  for (let row = first; row < end; row++) {
    const example = row / height;
    const image = imageCount > 1 ? images + example * imageBytes(sampling) : images;
    const matrix = matrixCount > 1 ? matrices + example * matrixBytes(rows) : matrices;
    placeRow(points, matrix, rows, fromCentre(row % height, height), width);
    samplePoints(image, points, output + row * outputBytes, own, width);
  }
}

/** dy is [batch, height, width, channels], with the larger count as its batch, for images `first` to `end` - 1. */
export function warpImagesGrad(
  dy: usize,
  matrices: usize,
  dimages: usize,
  scratch: usize,
  own: usize,
  imageCount: i32,
  matrixCount: i32,
  rows: i32,
  height: i32,
  width: i32,
  first: i32,
  end: i32,
): void {
  const sampling = copyOf(scratch, own);
  const points = pointsAt(own);
  const perImage = imageCount == 1 ? matrixCount : 1;
  const dyBytes = width * pixelBytes(sampling);
  for (let image = first; image < end; image++) {
    const dimage = dimages + image * imageBytes(sampling);
    beginSums(dimage, points + rowBytes(width), sampling);
    for (let example = image * perImage; example < (image + 1) * perImage; example++) {
      const matrix = matrixCount > 1 ? matrices + example * matrixBytes(rows) : matrices;
      for (let y = 0; y < height; y++) {
        placeRow(points, matrix, rows, fromCentre(y, height), width);
        scatterPoints(dy + (<usize>example * height + y) * dyBytes, points, dimage, own, width);
      }
    }
    endSums(dimage, sampling);
  }
}

/** dmatrices is [matrixCount, rows, 3], for matrices `first` to `end` - 1. */
export function warpMatrixGrad(
  dy: usize,
  images: usize,
  matrices: usize,
  dmatrices: usize,
  scratch: usize,
  own: usize,
  imageCount: i32,
  matrixCount: i32,
  rows: i32,
  height: i32,
  width: i32,
  first: i32,
  end: i32,
): void {
  const sampling = copyOf(scratch, own);
  const points = pointsAt(own);
  const dpoints = points + rowBytes(width);
  const sums = dpoints + rowBytes(width);
  const perMatrix = matrixCount == 1 ? imageCount : 1;
  const dyBytes = width * pixelBytes(sampling);
  for (let number = first; number < end; number++) {
    const matrix = matrices + number * matrixBytes(rows);
    memory.fill(sums, 0, SUMS_BYTES);
    for (let example = number * perMatrix; example < (number + 1) * perMatrix; example++) {
      const image = imageCount > 1 ? images + example * imageBytes(sampling) : images;
      for (let y = 0; y < height; y++) {
        placeRow(points, matrix, rows, fromCentre(y, height), width);
        gradPoints(dy + (<usize>example * height + y) * dyBytes, image, points, dpoints, own, width);
        addRow(sums, dpoints, points, matrix, rows, fromCentre(y, height), width);
      }
    }
    writeSums(sums, dmatrices + number * matrixBytes(rows), rows);
  }
}

function matrixBytes(rows: i32): usize {
  return <usize>rows * 12;
}

function fromCentre(index: i32, size: i32): f32 {
  return <f32>index - <f32>(size - 1) * 0.5;
}

/** (x, y) of two neighbours at a time. At w = 0 they are infinite or NaN, so no tap reaches them. */
function placeRow(points: usize, matrix: usize, rows: i32, y: f32, width: i32): void {
  const first = f32x4.splat(fromCentre(0, width));
  let x = f32x4.add(first, f32x4(0, 0, 1, 1));
  const m0 = columnOf(matrix, 0);
  const m1y = f32x4.mul(columnOf(matrix, 1), f32x4.splat(y));
  const m2 = columnOf(matrix, 2);
  const end = points + rowBytes(width);
  for (; points < end; points += 16) {
    let position = f32x4.add(f32x4.add(f32x4.mul(x, m0), m2), m1y);
    if (rows == 3) position = f32x4.div(position, depthOf(matrix, x, y));
    v128.store(points, position);
    x = f32x4.add(x, f32x4.splat(2));
  }
}

/** Two entries of a column, twice. */
function columnOf(matrix: usize, column: i32): v128 {
  const upper = v128.load32_splat(matrix + column * 4);
  const lower = v128.load32_splat(matrix + column * 4 + 12);
  return v128.shuffle<f32>(upper, lower, 0, 4, 1, 5);
}

/** w = m20 X + m22 + m21 Y. */
function depthOf(matrix: usize, x: v128, y: f32): v128 {
  const m0x = f32x4.mul(x, v128.load32_splat(matrix, 24));
  const m1y = f32x4.splat(load<f32>(matrix, 28) * y);
  return f32x4.add(f32x4.add(m0x, v128.load32_splat(matrix, 32)), m1y);
}

/**
 * Adds Σ_X d(u, v, w) ⊗ (X, Y, 1) to the sums, where for (x, y) = (u, v) / w
 *
 *     d(u, v) = d(x, y) / w,   dw = −d(u, v) · (x, y)
 *
 * Where d(x, y) is zero, both are zero too, even on the horizon.
 */
function addRow(sums: usize, dpoints: usize, points: usize, matrix: usize, rows: i32, y: f32, width: i32): void {
  const zero = f64x2.splat(0);
  let sum = zero;
  let sumX = zero;
  let third: f64 = 0;
  let thirdX: f64 = 0;
  for (let n = 0; n < width; n++) {
    const x = fromCentre(n, width);
    let d = f64x2.promote_low_f32x4(v128.load64_zero(dpoints + n * 8));
    if (rows == 3) {
      const passes = f64x2.ne(d, zero);
      const depth = f64x2.promote_low_f32x4(depthOf(matrix, f32x4.splat(x), y));
      d = v128.and(f64x2.div(d, depth), passes);
      const point = f64x2.promote_low_f32x4(v128.load64_zero(points + n * 8));
      const dots = v128.and(f64x2.mul(d, point), passes);
      const dw = -(f64x2.extract_lane(dots, 0) + f64x2.extract_lane(dots, 1));
      third += dw;
      thirdX += dw * x;
    }
    sum = f64x2.add(sum, d);
    sumX = f64x2.add(sumX, f64x2.mul(d, f64x2.splat(x)));
  }
  v128.store(sums, f64x2.add(v128.load(sums), sumX));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.mul(sum, f64x2.splat(y))), 16);
  v128.store(sums, f64x2.add(v128.load(sums, 32), sum), 32);
  const thirdRow = sums + THIRD_ROW;
  store<f64>(thirdRow, load<f64>(thirdRow) + thirdX);
  store<f64>(thirdRow, load<f64>(thirdRow, 8) + third * y, 8);
  store<f64>(thirdRow, load<f64>(thirdRow, 16) + third, 16);
}

function writeSums(sums: usize, dmatrix: usize, rows: i32): void {
  for (let column = 0; column < 3; column++) {
    const to = dmatrix + column * 4;
    store<f32>(to, <f32>load<f64>(sums + column * 16));
    store<f32>(to, <f32>load<f64>(sums + column * 16, 8), 12);
    if (rows == 3) store<f32>(to, <f32>load<f64>(sums + column * 8, THIRD_ROW), 24);
  }
}
