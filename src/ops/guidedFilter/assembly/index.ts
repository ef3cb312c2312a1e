// for every row of guide and values:  the moments of the windows that end in it → the models of the windows around row
//   `reach` above it → the sums of the models over the windows around row 2 · reach above it → that row of the output
//
//   filter:         the values are the input:  q = (S(a) · g + S(b)) / n,  S summing models over the windows of a pixel
//   inputGradient:  the values are dy / n:     n times their filter, because n · filter is symmetric
//   guideGradient:  the values are both:       see predictions.ts, with y = dy / n
//
// Threads share the rows. Window sums add in blocks of rows, so a thread begins at the block of the first row that its
// own rows depend on: then it adds the same numbers in the same order, whatever its first row. Garbage in the rows
// before does not reach them.

import {
  beginImage,
  LocalModels,
  localModelsBytes,
  makeLocalModels,
  takePixels,
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
  takeRow,
  WindowSums,
  windowSumsBytes,
} from '../../localModels/assembly/windowSums';

/** Bytes of temporary space for the filter or a gradient: `inputs` and `shared` are the channels of the input and of dy. */
export function ownBytes(
  colours: i32,
  inputs: i32,
  shared: i32,
  ofGuide: bool,
  height: i32,
  width: i32,
  radius: i32,
): f64 {
  const values = inputs + shared;
  const planes = planesOf(colours, values, ofGuide);
  return (
    localModelsBytes(colours, values, 0, height, width, radius) +
    windowSumsBytes(planes, spareOf(values, ofGuide), height, width, radius)
  );
}

/** Planes whose window sums give the output. */
function planesOf(colours: i32, values: i32, ofGuide: bool): i32 {
  return ofGuide ? gradientPlanes(colours, values) : modelPlanes(colours, values);
}

/** Rows for intercepts that are not summed themselves. */
function spareOf(values: i32, ofGuide: bool): i32 {
  return ofGuide ? values : 0;
}

/**
 * Writes rows `first` to `end` - 1 of all images of the output, which has the shape of the guide or else of the values.
 * Images are [batch, height, width, channels]; of input and dy one may be missing, and has 0 channels then.
 */
export function compute(
  guide: usize,
  input: usize,
  dy: usize,
  output: usize,
  own: usize,
  colours: i32,
  inputs: i32,
  shared: i32,
  ofGuide: bool,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
  first: i32,
  end: i32,
): void {
  const models = makeLocalModels(own, colours, inputs, shared, 0, height, width, radius, epsilon, false);
  const values = inputs + shared;
  const at = own + <usize>localModelsBytes(colours, values, 0, height, width, radius);
  const planes = planesOf(colours, values, ofGuide);
  const sums = makeWindowSums(at, planes, spareOf(values, ofGuide), height, width, radius);
  const reach = reachOf(radius, height);
  const pixels: usize = height * width * 4;
  while (first < end) {
    const image = first / height;
    beginImage(models, guide + image * pixels * colours, input + image * pixels * inputs, dy + image * pixels * shared);
    const to = output + image * pixels * (ofGuide ? colours : values);
    const firstRow = first % height;
    const endRow = min(height, firstRow + end - first);
    models.moments.taken = blockBefore(models.moments, firstRow - 2 * reach);
    sums.taken = blockBefore(sums, firstRow - reach);
    for (let row = models.moments.taken - 2 * reach; row < endRow; row++) {
      takePixels(models);
      if (row + reach >= sums.taken) takeModels(models, sums, ofGuide);
      if (row < firstRow) continue;
      if (ofGuide) guideGradientRow(models, sums, row, 0, to);
      else predictRow(models, sums, row, inputs > 0, to);
    }
    first += endRow - firstRow;
  }
}

/** The first row of the block of a row, or of the image. */
function blockBefore(sums: WindowSums, row: i32): i32 {
  return (max(0, row) / sums.block) * sums.block;
}

/** Takes the models of the next row of windows, or their products if the output is the gradient for the guide. */
function takeModels(models: LocalModels, sums: WindowSums, ofGuide: bool): void {
  if (sums.taken < models.height) {
    const slopes = nextRow(sums);
    const summed = slopes + models.colours * models.values * sums.rowBytes;
    const spare = sums.sums + sums.planes * sums.rowBytes;
    const intercepts = ofGuide ? spare : summed;
    solveRow(models, sums.taken, slopes, intercepts);
    if (ofGuide) pairModels(models, slopes, intercepts);
  }
  takeRow(sums);
}
