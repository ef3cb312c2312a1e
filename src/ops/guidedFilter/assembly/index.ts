// for every row of guide and input:  the moments of the windows that end in it → the models of the windows around row
//   `reach` above it → the sums of the models over the windows around row 2 · reach above it → that row of the output
//
//   filter:           q = (S(a) · g + S(b)) / n,  S summing the models of the input over the windows around a pixel
//   inputGradient:    n times the filter of dy / n, because n · filter is symmetric
//   guideGradient:    see predictions.ts, with y = dy / n
//
// Threads share the rows. Window sums add in blocks of rows, so a thread begins at the block of the first row that its
// own rows depend on: then it adds the same numbers in the same order, whatever its first row. Garbage in the rows
// before does not reach them.

import {
  beginImage,
  LocalModels,
  localModelsBytes,
  makeLocalModels,
  solveRow,
  takePixels,
} from '../../localModels/assembly/localModels';
import {
  gradientPlanes,
  guideGradientRow,
  modelPlanes,
  pairModels,
  predictRow,
} from '../../localModels/assembly/predictions';
import {
  makeWindowSums,
  nextRow,
  reachOf,
  takeRow,
  WindowSums,
  windowSumsBytes,
} from '../../localModels/assembly/windowSums';

/** Bytes of temporary space for `filter` and `inputGradient`. */
export function filterBytes(colours: i32, channels: i32, height: i32, width: i32, radius: i32): f64 {
  return (
    localModelsBytes(colours, channels, 0, height, width, radius) +
    windowSumsBytes(modelPlanes(colours, channels), 0, height, width, radius)
  );
}

/**
 * Images are [batch, height, width, channels]; the output has the shape of the input. `first` to `end` - 1 are rows of
 * all images.
 */
export function filter(
  guide: usize,
  input: usize,
  output: usize,
  own: usize,
  colours: i32,
  channels: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
  first: i32,
  end: i32,
): void {
  run(guide, input, output, own, colours, channels, 0, height, width, radius, epsilon, first, end);
}

export function inputGradient(
  guide: usize,
  dy: usize,
  output: usize,
  own: usize,
  colours: i32,
  channels: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
  first: i32,
  end: i32,
): void {
  run(guide, dy, output, own, colours, 0, channels, height, width, radius, epsilon, first, end);
}

/** The values are the channels of the input, or those of shares. */
function run(
  guide: usize,
  values: usize,
  output: usize,
  own: usize,
  colours: i32,
  inputs: i32,
  shared: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
  first: i32,
  end: i32,
): void {
  const models = makeLocalModels(own, colours, inputs, shared, 0, height, width, radius, epsilon, false);
  const channels = inputs + shared;
  const at = own + <usize>localModelsBytes(colours, channels, 0, height, width, radius);
  const sums = makeWindowSums(at, modelPlanes(colours, channels), 0, height, width, radius);
  const reach = reachOf(radius, height);
  const pixels: usize = height * width * 4;
  while (first < end) {
    const image = first / height;
    const from = values + image * pixels * channels;
    beginImage(models, guide + image * pixels * colours, from, from);
    const firstRow = first % height;
    const endRow = min(height, firstRow + end - first);
    models.moments.taken = blockBefore(models.moments, firstRow - 2 * reach);
    sums.taken = blockBefore(sums, firstRow - reach);
    for (let row = models.moments.taken - 2 * reach; row < endRow; row++) {
      takePixels(models);
      if (row + reach >= sums.taken) takeModels(models, sums);
      if (row >= firstRow) predictRow(models, sums, row, inputs > 0, output + image * pixels * channels);
    }
    first += endRow - firstRow;
  }
}

/** The first row of the block of a row, or of the image. */
function blockBefore(sums: WindowSums, row: i32): i32 {
  return (max(0, row) / sums.block) * sums.block;
}

/** Takes the models of the next row of windows. */
function takeModels(models: LocalModels, sums: WindowSums): void {
  if (sums.taken < models.height) {
    const slopes = nextRow(sums);
    solveRow(models, sums.taken, slopes, slopes + models.colours * models.values * sums.rowBytes);
  }
  takeRow(sums);
}

/** Bytes of temporary space for `guideGradient`. */
export function guideGradientBytes(colours: i32, channels: i32, height: i32, width: i32, radius: i32): f64 {
  const values = 2 * channels;
  return (
    localModelsBytes(colours, values, 0, height, width, radius) +
    windowSumsBytes(gradientPlanes(colours, values), values, height, width, radius)
  );
}

/** The output has the shape of the guide. */
export function guideGradient(
  guide: usize,
  input: usize,
  dy: usize,
  output: usize,
  own: usize,
  colours: i32,
  channels: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
  first: i32,
  end: i32,
): void {
  const models = makeLocalModels(own, colours, channels, channels, 0, height, width, radius, epsilon, false);
  const values = 2 * channels;
  const at = own + <usize>localModelsBytes(colours, values, 0, height, width, radius);
  const planes = gradientPlanes(colours, values);
  const sums = makeWindowSums(at, planes, values, height, width, radius);
  const intercepts = sums.sums + planes * sums.rowBytes;
  const reach = reachOf(radius, height);
  const pixels: usize = height * width * 4;
  while (first < end) {
    const image = first / height;
    const from = image * pixels * channels;
    beginImage(models, guide + image * pixels * colours, input + from, dy + from);
    const firstRow = first % height;
    const endRow = min(height, firstRow + end - first);
    models.moments.taken = blockBefore(models.moments, firstRow - 2 * reach);
    sums.taken = blockBefore(sums, firstRow - reach);
    for (let row = models.moments.taken - 2 * reach; row < endRow; row++) {
      takePixels(models);
      if (row + reach >= sums.taken) takePairs(models, sums, intercepts);
      if (row >= firstRow) guideGradientRow(models, sums, row, 0, output + image * pixels * colours);
    }
    first += endRow - firstRow;
  }
}

/** Takes the products of the models of the next row of windows. */
function takePairs(models: LocalModels, sums: WindowSums, intercepts: usize): void {
  if (sums.taken < models.height) {
    const slopes = nextRow(sums);
    solveRow(models, sums.taken, slopes, intercepts);
    pairModels(models, slopes, intercepts);
  }
  takeRow(sums);
}
