// for every row of the images:  the models of the 3×3 windows around the row above it → a ring of rows
//   → R of the row in the middle of the ring (smooth)
// and for the gradients, each a few rows after the one before:  y = dy / W and R → the gradient for the models of a row
//   → that for the output or the guide, as in localModels/assembly/predictions.ts: the gradient for the model (a, b) of
//   a window replaces its sums of y g and y

import {
  beginImage,
  LocalModels,
  localModelsBytes,
  makeLocalModels,
  readPixels,
  takePixels,
  triangle,
} from '../../localModels/assembly/localModels';
import {
  gradientPlanes,
  guideGradientRow,
  modelPlanes,
  pairModels,
  predictRow,
} from '../../localModels/assembly/predictions';
import { solveRow } from '../../localModels/assembly/solveRow';
import {
  makeWindowSums,
  nextRow,
  reachOf,
  rowBytesOf,
  takeRow,
  windowSumsBytes,
} from '../../localModels/assembly/windowSums';
import { adjointRow, makeNeighbours, Neighbours, neighboursBytes, rowOf, shareRow, smoothRow } from './neighbours';

/** The models are those of 3×3 windows. */
const RADIUS: i32 = 1;

/** Bytes of temporary space for `smooth`. */
export function smoothBytes(colours: i32, channels: i32, height: i32, width: i32, reachY: i32, reachX: i32): f64 {
  return (
    neighboursBytes(colours, channels, height, width, reachY, reachX, true, false) +
    localModelsBytes(colours, channels, 0, height, width, RADIUS) +
    <f64>modelPlanes(colours, channels) * rowBytesOf(width)
  );
}

/**
 * Images are [batch, height, width, channels]; the guide has `colours` channels. The result has the shape of `image`.
 */
export function smooth(
  guide: usize,
  image: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  channels: i32,
  batch: i32,
  height: i32,
  width: i32,
  reachY: i32,
  reachX: i32,
  spatialScale: f32,
  contrastScale: f32,
  epsilon: f64,
): void {
  const at = scratch + <usize>neighboursBytes(colours, channels, height, width, reachY, reachX, true, false);
  const neighbours = makeNeighbours(
    scratch,
    colours,
    channels,
    height,
    width,
    reachY,
    reachX,
    spatialScale,
    contrastScale,
    true,
    false,
  );
  const models = makeLocalModels(at, colours, channels, 0, 0, height, width, RADIUS, epsilon, true);
  const rows = at + <usize>localModelsBytes(colours, channels, 0, height, width, RADIUS);
  const reach = reachOf(RADIUS, height);
  const pixels: usize = height * width * 4;
  for (let example: usize = 0; example < <usize>batch; example++) {
    const first = example * pixels * channels;
    beginImage(models, guide + example * pixels * colours, image + first, 0);
    for (let row = -reach - reachY; row < height; row++) {
      takePixels(models);
      takeModels(neighbours, models, row + reachY, rows);
      if (row < 0) continue;
      smoothRow(neighbours, row, channels, neighbours.smoothed);
      interleave(neighbours, output + first + <usize>row * width * channels * 4);
    }
  }
}

/** Puts the models of a row, and the guide, into the ring. `rows` are free for one row of models. */
function takeModels(neighbours: Neighbours, models: LocalModels, row: i32, rows: usize): void {
  if (row < 0 || row >= models.height) return;
  takeGuide(neighbours, models.guide, row);
  const colours = models.colours;
  const values = models.values;
  const bytes = models.moments.rowBytes;
  const intercepts = rows + colours * values * bytes;
  solveRow(models, row, rows, intercepts);
  readPixels(models, row, models.pixels, models.pixels + colours * bytes, bytes);
  const slot = rowOf(neighbours, row);
  for (let c = 0; c < values; c++) {
    const value = intercepts + c * bytes;
    const origin = load<f64>(models.origins + (colours + c) * 8);
    for (let x: usize = 0; x < bytes; x += 8) {
      let sum = load<f64>(value + x) + origin;
      for (let k = 0; k < colours; k++) {
        sum += load<f64>(rows + (k * values + c) * bytes + x) * load<f64>(models.pixels + k * bytes + x);
      }
      store<f64>(value + x, sum);
    }
    narrow(value, slot + neighbours.values + c * neighbours.rowBytes, models.width);
  }
  for (let plane = 0; plane < colours * values; plane++) {
    narrow(rows + plane * bytes, slot + neighbours.slopes + plane * neighbours.rowBytes, models.width);
  }
}

function takeGuide(neighbours: Neighbours, guide: usize, row: i32): void {
  const colours = neighbours.colours;
  let from = guide + <usize>row * neighbours.width * colours * 4;
  const to = rowOf(neighbours, row);
  for (let x = 0; x < neighbours.width; x++) {
    for (let k = 0; k < colours; k++, from += 4) store<f32>(to + k * neighbours.rowBytes + x * 4, load<f32>(from));
  }
}

/** Copies a row of float64 to float32. */
function narrow(from: usize, to: usize, width: i32): void {
  for (const end = to + width * 4; to < end; to += 4, from += 8) store<f32>(to, <f32>load<f64>(from));
}

/** Writes the smoothed row [width, channels]. */
function interleave(neighbours: Neighbours, to: usize): void {
  for (let x = 0; x < neighbours.width; x++) {
    for (let c = 0; c < neighbours.channels; c++, to += 4) {
      store<f32>(to, load<f32>(neighbours.smoothed + c * neighbours.rowBytes + x * 4));
    }
  }
}

/** Bytes of temporary space for `gradient`. */
export function gradientBytes(
  colours: i32,
  channels: i32,
  height: i32,
  width: i32,
  reachY: i32,
  reachX: i32,
  ofGuide: bool,
): f64 {
  const inputs = ofGuide ? channels : 0;
  return (
    neighboursBytes(colours, channels, height, width, reachY, reachX, ofGuide, true) +
    localModelsBytes(colours, channels, 0, height, width, RADIUS) +
    localModelsBytes(colours, inputs, channels, height, width, RADIUS) +
    windowSumsBytes(sumPlanes(colours, channels, ofGuide), 0, height, width, RADIUS) +
    <f64>(modelPlanes(colours, 2 * channels) + 2 * colours) * rowBytesOf(width)
  );
}

/** Planes whose sums over the windows give the gradient. */
function sumPlanes(colours: i32, channels: i32, ofGuide: bool): i32 {
  return ofGuide ? gradientPlanes(colours, 2 * channels) : modelPlanes(colours, channels);
}

/** The gradient for the guide, or for the image, which may then be omitted. The output has the shape of either. */
export function gradient(
  guide: usize,
  image: usize,
  dy: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  channels: i32,
  batch: i32,
  height: i32,
  width: i32,
  reachY: i32,
  reachX: i32,
  spatialScale: f32,
  contrastScale: f32,
  epsilon: f64,
  ofGuide: bool,
): void {
  const inputs = ofGuide ? channels : 0;
  const neighbours = makeNeighbours(
    scratch,
    colours,
    channels,
    height,
    width,
    reachY,
    reachX,
    spatialScale,
    contrastScale,
    ofGuide,
    true,
  );
  let at = scratch + <usize>neighboursBytes(colours, channels, height, width, reachY, reachX, ofGuide, true);
  const models = makeLocalModels(at, colours, channels, 0, 0, height, width, RADIUS, epsilon, true);
  at += <usize>localModelsBytes(colours, channels, 0, height, width, RADIUS);
  // The same windows again, once the gradients for their models are known.
  const later = makeLocalModels(at, colours, inputs, 0, channels, height, width, RADIUS, epsilon, true);
  at += <usize>localModelsBytes(colours, inputs, channels, height, width, RADIUS);
  const planes = sumPlanes(colours, channels, ofGuide);
  const sums = makeWindowSums(at, planes, 0, height, width, RADIUS);
  const rows = at + <usize>windowSumsBytes(planes, 0, height, width, RADIUS);
  const bytes = sums.rowBytes;
  const direct = rows + modelPlanes(colours, 2 * channels) * bytes;
  const written = later.moments.sums + (colours + triangle(colours) + inputs * (colours + 1)) * bytes;

  const reach = reachOf(RADIUS, height);
  const pixels: usize = height * width * 4;
  for (let example: usize = 0; example < <usize>batch; example++) {
    const first = example * pixels * channels;
    const guideImage = guide + example * pixels * colours;
    beginImage(models, guideImage, image + first, 0);
    beginImage(later, guideImage, image + first, 0);
    sums.taken = 0;
    for (let row = -2 * (reach + reachY); row < height; row++) {
      const paired = row + reach;
      const shared = paired + reachY;
      const modelled = shared + reachY;
      if (ofGuide) {
        takePixels(models);
        takeModels(neighbours, models, modelled, rows);
      } else if (modelled >= 0 && modelled < height) takeGuide(neighbours, guideImage, modelled);
      if (shared >= 0 && shared < height) {
        smoothRow(neighbours, shared, inputs, rowOf(neighbours, shared) + neighbours.results);
        shareRow(neighbours, shared, dy + first + <usize>shared * width * channels * 4);
      }
      if (paired + reach >= 0) takePixels(later);
      if (paired < 0) continue;
      const more = direct + (paired & 1) * colours * bytes;
      if (paired < height) {
        adjointRow(neighbours, paired, later.origins, written, ofGuide ? more : 0, bytes);
        const slopes = nextRow(sums);
        const intercepts = ofGuide ? rows : slopes + colours * channels * bytes;
        solveRow(later, paired, slopes, intercepts);
        if (ofGuide) pairModels(later, slopes, intercepts);
      }
      takeRow(sums);
      if (row < 0) continue;
      if (ofGuide) {
        const ofRow = direct + (row & 1) * colours * bytes;
        guideGradientRow(later, sums, row, ofRow, output + example * pixels * colours);
      } else predictRow(later, sums, row, false, output + first);
    }
  }
}
