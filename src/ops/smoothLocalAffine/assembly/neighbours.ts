// For every pixel i, over the pixels j of the window around it, with d = g_i − g_j for the colours g of the guide:
//   w_ij = exp(spatialScale ‖i − j‖² + contrastScale |d|²),  W_i = Σ_j w_ij
//   smooth:   R_i = Σ_j w_ij (m_j + a_j · d) / W_i,  where model j has slopes a_j and value m_j at pixel j
// and for the gradient of Σ_i dy_i · R_i, with y_i = dy_i / W_i:
//   for model j:  m:  Σ_i w_ij y_i    a:  Σ_i w_ij y_i (g_i − g_j)
//   for the guide, less its part in the models:  Σ_j w_ij (y_i · a_j + 2 contrastScale d e_ij),
//     e_ij = y_i · (m_j + a_j · d − R_i) + y_j · (m_i − a_i · d − R_j)
// four pixels of a row at a time.

import { exponentialOfNegative } from '../../../wasm/assembly/exponential';
import { LANES, lowerPair, storeFirst, upperPair } from '../../../wasm/assembly/lanes';

/**
 * Below this exponent a weight is zero: beside the pixel's own weight of 1, it would only cause slow subnormal
 * products.
 */
const LEAST: f32 = -60;

/** A ring of rows of float32 planes, with zeros on both sides as far as a window reaches. */
@unmanaged
export class Neighbours {
  colours: i32;
  channels: i32;
  height: i32;
  width: i32;
  /** How far windows reach. */
  reachY: i32;
  reachX: i32;
  spatialScale: f32;
  contrastScale: f32;
  /** Bytes of a row of a plane, and of all planes; the number of rows in the ring. */
  rowBytes: usize;
  slotBytes: usize;
  slots: i32;
  /** Offsets in a slot: m, a (slope k of channel c in plane k · channels + c), y and R. The guide comes first. */
  values: usize;
  slopes: usize;
  shares: usize;
  results: usize;
  ring: usize;
  /** All bits of the columns of the image. */
  inside: usize;
  /** Rows of W and, for `smooth`, of R. */
  totals: usize;
  smoothed: usize;
  /** For four pixels: d, then sums. */
  differences: usize;
  sums: usize;
}

const STRUCT_BYTES: usize = 128;

function rowBytesOf(width: i32, reachX: i32): usize {
  return ((<usize>width + 2 * reachX + 2 * LANES - 1) & ~(LANES - 1)) * 4;
}

/** Planes of a slot: the guide, models if any, and y and R if there is a gradient. */
function planesOf(colours: i32, channels: i32, models: bool, gradient: bool): i32 {
  return colours + (models ? channels * (colours + 1) : 0) + (gradient ? 2 * channels : 0);
}

export function neighboursBytes(
  colours: i32,
  channels: i32,
  height: i32,
  width: i32,
  reachY: i32,
  reachX: i32,
  models: bool,
  gradient: bool,
): f64 {
  const rows = <f64>slotsOf(height, reachY, gradient) * planesOf(colours, channels, models, gradient) + 2 + channels;
  return STRUCT_BYTES + rows * rowBytesOf(width, reachX) + (2 * colours + channels * (colours + 1)) * 16;
}

/** Gradients need the windows around those windows, and rows whose models arrive a window later. */
function slotsOf(height: i32, reachY: i32, gradient: bool): i32 {
  return min(height, (gradient ? 3 : 2) * reachY + 1);
}

export function makeNeighbours(
  at: usize,
  colours: i32,
  channels: i32,
  height: i32,
  width: i32,
  reachY: i32,
  reachX: i32,
  spatialScale: f32,
  contrastScale: f32,
  models: bool,
  gradient: bool,
): Neighbours {
  const neighbours = changetype<Neighbours>(at);
  const bytes = rowBytesOf(width, reachX);
  neighbours.colours = colours;
  neighbours.channels = channels;
  neighbours.height = height;
  neighbours.width = width;
  neighbours.reachY = reachY;
  neighbours.reachX = reachX;
  neighbours.spatialScale = spatialScale;
  neighbours.contrastScale = contrastScale;
  neighbours.rowBytes = bytes;
  neighbours.slotBytes = planesOf(colours, channels, models, gradient) * bytes;
  neighbours.slots = slotsOf(height, reachY, gradient);
  neighbours.values = colours * bytes;
  neighbours.slopes = neighbours.values + channels * bytes;
  neighbours.shares = planesOf(colours, channels, models, false) * bytes;
  neighbours.results = neighbours.shares + channels * bytes;
  neighbours.ring = at + STRUCT_BYTES;
  neighbours.inside = neighbours.ring + neighbours.slots * neighbours.slotBytes;
  neighbours.totals = neighbours.inside + bytes;
  neighbours.smoothed = neighbours.totals + bytes;
  neighbours.differences = neighbours.smoothed + channels * bytes;
  neighbours.sums = neighbours.differences + colours * 16;
  memory.fill(neighbours.ring, 0, neighbours.totals - neighbours.ring);
  memory.fill(neighbours.inside + reachX * 4, 0xff, width * 4);
  return neighbours;
}

/** The first column of a row of the image in the ring. */
export function rowOf(neighbours: Neighbours, row: i32): usize {
  return neighbours.ring + (row % neighbours.slots) * neighbours.slotBytes + neighbours.reachX * 4;
}

/** The weights of four pairs of pixels, zero beyond the image; sets d. */
function weights(neighbours: Neighbours, centre: usize, at: usize, distance: i32, inside: v128): v128 {
  const bytes = neighbours.rowBytes;
  const differences = neighbours.differences;
  let contrast = f32x4.splat(0);
  for (let k = 0; k < neighbours.colours; k++, centre += bytes, at += bytes) {
    const difference = f32x4.sub(v128.load(centre), v128.load(at));
    v128.store(differences + k * 16, difference);
    contrast = f32x4.add(contrast, f32x4.mul(difference, difference));
  }
  const spatial = f32x4.splat(neighbours.spatialScale * <f32>distance);
  const exponent = f32x4.add(spatial, f32x4.mul(contrast, f32x4.splat(neighbours.contrastScale)));
  const absent = f32x4.lt(exponent, f32x4.splat(LEAST));
  return v128.andnot(v128.and(exponentialOfNegative(exponent), inside), absent);
}

/** Σ_k a_k d_k, for the slopes of one channel. */
function alongDifferences(neighbours: Neighbours, slopes: usize): v128 {
  const step: usize = neighbours.channels * neighbours.rowBytes;
  let sum = f32x4.splat(0);
  for (let k = 0; k < neighbours.colours; k++, slopes += step) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(slopes), v128.load(neighbours.differences + k * 16)));
  }
  return sum;
}

/** Computes W for a row, and R of `channels` channels. */
export function smoothRow(neighbours: Neighbours, row: i32, channels: i32, results: usize): void {
  const bytes = neighbours.rowBytes;
  const reachX = neighbours.reachX;
  const sums = neighbours.sums;
  for (let x = 0; x < neighbours.width; x += LANES) {
    const count = neighbours.width - x;
    const centre = rowOf(neighbours, row) + x * 4;
    let total = f32x4.splat(0);
    memory.fill(sums, 0, channels * 16);
    for (let y = max(row - neighbours.reachY, 0); y <= min(row + neighbours.reachY, neighbours.height - 1); y++) {
      let at = rowOf(neighbours, y) + (x - reachX) * 4;
      let inside = neighbours.inside + x * 4;
      for (let dx = -reachX; dx <= reachX; dx++, at += 4, inside += 4) {
        const weight = weights(neighbours, centre, at, (y - row) * (y - row) + dx * dx, v128.load(inside));
        total = f32x4.add(total, weight);
        for (let c = 0; c < channels; c++) {
          const offset: usize = at + c * bytes;
          const along = alongDifferences(neighbours, offset + neighbours.slopes);
          const predicted = f32x4.add(v128.load(offset + neighbours.values), along);
          v128.store(sums + c * 16, f32x4.add(v128.load(sums + c * 16), f32x4.mul(weight, predicted)));
        }
      }
    }
    v128.store(neighbours.totals + x * 4, total);
    for (let c = 0; c < channels; c++) {
      storeFirst(results + c * bytes + x * 4, f32x4.div(v128.load(sums + c * 16), total), count);
    }
  }
}

/** y of a row, from dy [width, channels]; W must be that of the row. */
export function shareRow(neighbours: Neighbours, row: i32, dy: usize): void {
  const channels = neighbours.channels;
  let to = rowOf(neighbours, row) + neighbours.shares;
  for (let c = 0; c < channels; c++, to += neighbours.rowBytes) {
    for (let x = 0; x < neighbours.width; x++) {
      store<f32>(to + x * 4, load<f32>(dy + (x * channels + c) * 4) / load<f32>(neighbours.totals + x * 4));
    }
  }
}

/**
 * The gradient for the models of a row, as float64: for each channel the row for the intercept b = m − a · g, then
 * those for its slopes, `step` bytes apart, where g is measured from the origins. With `ofGuide` also the rows of the
 * gradient for the guide.
 */
export function adjointRow(
  neighbours: Neighbours,
  row: i32,
  origins: usize,
  models: usize,
  ofGuide: usize,
  step: usize,
): void {
  const colours = neighbours.colours;
  const channels = neighbours.channels;
  const bytes = neighbours.rowBytes;
  const reachX = neighbours.reachX;
  const sums = neighbours.sums;
  const guideSums = sums + channels * (colours + 1) * 16;
  const sumBytes: usize = guideSums + colours * 16 - sums;
  for (let x = 0; x < neighbours.width; x += LANES) {
    const centre = rowOf(neighbours, row) + x * 4;
    memory.fill(sums, 0, sumBytes);
    for (let y = max(row - neighbours.reachY, 0); y <= min(row + neighbours.reachY, neighbours.height - 1); y++) {
      let at = rowOf(neighbours, y) + (x - reachX) * 4;
      let inside = neighbours.inside + x * 4;
      for (let dx = -reachX; dx <= reachX; dx++, at += 4, inside += 4) {
        const weight = weights(neighbours, centre, at, (y - row) * (y - row) + dx * dx, v128.load(inside));
        addToModels(neighbours, weight, at + neighbours.shares);
        if (ofGuide) addToGuide(neighbours, weight, centre, at, guideSums);
      }
    }
    for (let c = 0; c < channels; c++) {
      const sum = sums + c * (colours + 1) * 16;
      const to = models + c * (colours + 1) * step + x * 8;
      const ofIntercept = v128.load(sum);
      storeWide(to, lowerPair(ofIntercept), upperPair(ofIntercept));
      for (let k = 0; k < colours; k++) {
        const origin = f64x2.splat(load<f64>(origins + k * 8));
        const colour = v128.load(centre + k * bytes);
        const slope = v128.load(sum + (k + 1) * 16);
        const lower = f64x2.mul(lowerPair(ofIntercept), f64x2.sub(lowerPair(colour), origin));
        const upper = f64x2.mul(upperPair(ofIntercept), f64x2.sub(upperPair(colour), origin));
        const slopeTo = to + (k + 1) * step;
        storeWide(slopeTo, f64x2.add(lowerPair(slope), lower), f64x2.add(upperPair(slope), upper));
      }
    }
    if (!ofGuide) continue;
    for (let k = 0; k < colours; k++) {
      const sum = v128.load(guideSums + k * 16);
      storeWide(ofGuide + k * step + x * 8, lowerPair(sum), upperPair(sum));
    }
  }
}

function storeWide(to: usize, lower: v128, upper: v128): void {
  v128.store(to, lower);
  v128.store(to, upper, 16);
}

function addTo(sum: usize, term: v128): void {
  v128.store(sum, f32x4.add(v128.load(sum), term));
}

/** For each channel: the sum for m, then those for a. */
function addToModels(neighbours: Neighbours, weight: v128, shares: usize): void {
  const colours = neighbours.colours;
  let sum = neighbours.sums;
  for (let c = 0; c < neighbours.channels; c++, shares += neighbours.rowBytes) {
    const weighted = f32x4.mul(weight, v128.load(shares));
    addTo(sum, weighted);
    sum += 16;
    for (let k = 0; k < colours; k++, sum += 16) {
      v128.store(sum, f32x4.sub(v128.load(sum), f32x4.mul(weighted, v128.load(neighbours.differences + k * 16))));
    }
  }
}

function addToGuide(neighbours: Neighbours, weight: v128, centre: usize, at: usize, sums: usize): void {
  const channels = neighbours.channels;
  const bytes = neighbours.rowBytes;
  let e = f32x4.splat(0);
  for (let c = 0; c < channels; c++) {
    const offset: usize = c * bytes;
    const i = centre + offset;
    const j = at + offset;
    const here = f32x4.add(v128.load(j + neighbours.values), alongDifferences(neighbours, j + neighbours.slopes));
    const there = f32x4.sub(v128.load(i + neighbours.values), alongDifferences(neighbours, i + neighbours.slopes));
    const ofHere = f32x4.sub(here, v128.load(i + neighbours.results));
    const ofThere = f32x4.sub(there, v128.load(j + neighbours.results));
    e = f32x4.add(e, f32x4.mul(v128.load(i + neighbours.shares), ofHere));
    e = f32x4.add(e, f32x4.mul(v128.load(j + neighbours.shares), ofThere));
  }
  e = f32x4.mul(e, f32x4.splat(2 * neighbours.contrastScale));
  let slope = at + neighbours.slopes;
  for (let k = 0; k < neighbours.colours; k++) {
    let sum = f32x4.mul(e, v128.load(neighbours.differences + k * 16));
    let share = centre + neighbours.shares;
    for (let c = 0; c < channels; c++, share += bytes, slope += bytes) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(share), v128.load(slope)));
    }
    addTo(sums + k * 16, f32x4.mul(weight, sum));
  }
}
