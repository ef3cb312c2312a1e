// for every row of guide and input:  the moments of the windows that end in it → the models of the windows around row
//   `reach` above it → the sums of the models over the windows around row 2 · reach above it → that row of the output
//
//   filter:           q = (S(a) · g + S(b)) / n,  S summing the models of the input over the windows around a pixel
//   inputGradient:    n times the filter of dy / n, because n · filter is symmetric
//   guideGradient:    see predictions.ts, with y = dy / n

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

/** Images are [batch, height, width, channels]; the output has the shape of the input. */
export function filter(
  guide: usize,
  input: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  channels: i32,
  batch: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
): void {
  run(guide, input, output, scratch, colours, channels, 0, batch, height, width, radius, epsilon);
}

export function inputGradient(
  guide: usize,
  dy: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  channels: i32,
  batch: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
): void {
  run(guide, dy, output, scratch, colours, 0, channels, batch, height, width, radius, epsilon);
}

/** The values are the channels of the input, or those of shares. */
function run(
  guide: usize,
  values: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  inputs: i32,
  shared: i32,
  batch: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
): void {
  const models = makeLocalModels(scratch, colours, inputs, shared, 0, height, width, radius, epsilon, false);
  const channels = inputs + shared;
  const at = scratch + <usize>localModelsBytes(colours, channels, 0, height, width, radius);
  const sums = makeWindowSums(at, modelPlanes(colours, channels), 0, height, width, radius);
  const reach = reachOf(radius, height);
  const pixels: usize = height * width * 4;
  for (let image: usize = 0; image < <usize>batch; image++) {
    const from = values + image * pixels * channels;
    beginImage(models, guide + image * pixels * colours, from, from);
    sums.taken = 0;
    for (let row = -2 * reach; row < height; row++) {
      takePixels(models);
      takeModels(models, sums, row + reach);
      if (row >= 0) predictRow(models, sums, row, inputs > 0, output + image * pixels * channels);
    }
  }
}

/** Takes the models of a row of windows. */
function takeModels(models: LocalModels, sums: WindowSums, row: i32): void {
  if (row < 0) return;
  if (row < models.height) {
    const slopes = nextRow(sums);
    solveRow(models, row, slopes, slopes + models.colours * models.values * sums.rowBytes);
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
  scratch: usize,
  colours: i32,
  channels: i32,
  batch: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
): void {
  const models = makeLocalModels(scratch, colours, channels, channels, 0, height, width, radius, epsilon, false);
  const values = 2 * channels;
  const at = scratch + <usize>localModelsBytes(colours, values, 0, height, width, radius);
  const planes = gradientPlanes(colours, values);
  const sums = makeWindowSums(at, planes, values, height, width, radius);
  const intercepts = sums.sums + planes * sums.rowBytes;
  const reach = reachOf(radius, height);
  const pixels: usize = height * width * 4;
  for (let image: usize = 0; image < <usize>batch; image++) {
    const first = image * pixels * channels;
    beginImage(models, guide + image * pixels * colours, input + first, dy + first);
    sums.taken = 0;
    for (let row = -2 * reach; row < height; row++) {
      takePixels(models);
      takePairs(models, sums, row + reach, intercepts);
      if (row >= 0) guideGradientRow(models, sums, row, 0, output + image * pixels * colours);
    }
  }
}

/** Takes the products of the models of a row of windows. */
function takePairs(models: LocalModels, sums: WindowSums, row: i32, intercepts: usize): void {
  if (row < 0) return;
  if (row < models.height) {
    const slopes = nextRow(sums);
    solveRow(models, row, slopes, intercepts);
    pairModels(models, slopes, intercepts);
  }
  takeRow(sums);
}
