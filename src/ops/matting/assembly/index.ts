// for every window, four at a time in the lanes, with the centred colours D_i = I_i − μ of its |w| pixels:
//   d_j = D u_j by Gram–Schmidt in ⟨d_l, d_j⟩ = Σ_i d_il d_ij + ε u_l·u_j:
//     u_j = e_j − Σ_{l<j} u_l ⟨d_l, d_j⟩ / ⟨d_l, d_l⟩
//   for each channel of x, with r = x − x̄ at first, for j = 1, 2, 3:
//     p_j = (Σ_i d_ij r_i − ε u_j·Σ_{l<j} p_l u_l) / ⟨d_j, d_j⟩,  r_i −= p_j d_ij
//   apply: y_i += r_i;  energy: y += Σ_i r_i² + ε |Σ_j p_j u_j|²;  diagonal: y_i += 1 − 1/|w| − Σ_j d_ij² / ⟨d_j, d_j⟩

import { LANES, lowerPair, upperPair } from '../../../wasm/assembly/lanes';
import { makeStrip, readRow, stripBytes, writeRow } from './strip';
import { fit, orthogonalize, scatter, squaredResidual, unitResiduals } from './windowModel';

/** Bytes of temporary space. `xChannels` and `outputChannels` count the channels that are maps. */
export function scratchBytes(width: i32, radius: i32, xChannels: i32, outputChannels: i32): f64 {
  return stripBytes(width, radius, xChannels, outputChannels);
}

/** The image is [colours, height, width], x and output [height, width, channels]. */
export function apply(
  image: usize,
  x: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  height: i32,
  width: i32,
  channels: i32,
  radius: i32,
  epsilon: f32,
): void {
  const strip = makeStrip(scratch, image, x, colours, height, width, channels, channels, radius, epsilon);
  for (let row = 0; row < height; row++) {
    if (!readRow(strip, row)) continue;
    for (let left = 0; left < width - 2 * radius; left += LANES) {
      orthogonalize(strip, left);
      for (let channel = 0; channel < channels; channel++) {
        fit(strip, left, channel);
        scatter(strip, left, channel);
      }
    }
    writeRow(strip, row - 2 * radius, channels, output);
  }
  for (let row = height - 2 * radius; row < height; row++) writeRow(strip, row, channels, output);
}

/** Writes one number. */
export function energy(
  image: usize,
  x: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  height: i32,
  width: i32,
  channels: i32,
  radius: i32,
  epsilon: f32,
): void {
  const strip = makeStrip(scratch, image, x, colours, height, width, channels, 0, radius, epsilon);
  let sum = f64x2.splat(0);
  for (let row = 0; row < height; row++) {
    if (!readRow(strip, row)) continue;
    for (let left = 0; left < width - 2 * radius; left += LANES) {
      orthogonalize(strip, left);
      for (let channel = 0; channel < channels; channel++) {
        fit(strip, left, channel);
        const squares = squaredResidual(strip, left);
        sum = f64x2.add(sum, f64x2.add(lowerPair(squares), upperPair(squares)));
      }
    }
  }
  store<f32>(output, <f32>(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** The output is [height, width]. */
export function diagonal(
  image: usize,
  output: usize,
  scratch: usize,
  colours: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f32,
): void {
  const strip = makeStrip(scratch, image, 0, colours, height, width, 0, 1, radius, epsilon);
  for (let row = 0; row < height; row++) {
    if (!readRow(strip, row)) continue;
    for (let left = 0; left < width - 2 * radius; left += LANES) {
      orthogonalize(strip, left);
      unitResiduals(strip);
      scatter(strip, left, 0);
    }
    writeRow(strip, row - 2 * radius, 1, output);
  }
  for (let row = height - 2 * radius; row < height; row++) writeRow(strip, row, 1, output);
}
