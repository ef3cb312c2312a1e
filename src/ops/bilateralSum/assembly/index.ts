// for every pixel i of every plane of x, over the window around i:
//
//   y_i = Σ_j w_ij Π_k (g_ik − g_jk)^(n_k) x_j,   w_ij = exp(spatialScale ‖i − j‖² + contrastScale Σ_k (g_ik − g_jk)²)
//
// four pixels of a row at a time. Guide and x have a border, zero in x, as wide as a window reaches plus three columns,
// so that all pixels are treated alike.

import { exponentialOfNegative } from '../../../wasm/assembly/exponential';
import { LANES } from '../../../wasm/assembly/lanes';

/** Columns of the border beyond the reach of the windows. */
const SPARE = 3;

/** Bytes of temporary space: the sums of four pixels of each plane. */
export function scratchBytes(planes: i32): f64 {
  return <f64>planes * 16;
}

/**
 * The k-th group of four bits of `factors` is n_k. The guide is [channels, batch, ...], x and the output [planes,
 * batch, ...].
 */
export function bilateralSum(
  guide: usize,
  x: usize,
  output: usize,
  sums: usize,
  channels: i32,
  planes: i32,
  batch: i32,
  height: i32,
  width: i32,
  reachY: i32,
  reachX: i32,
  spatialScale: f32,
  contrastScale: f32,
  factors: i32,
): void {
  const rowBytes: usize = (width + 2 * reachX + SPARE) * 4;
  const imageBytes: usize = (height + 2 * reachY) * rowBytes;
  const planeBytes: usize = batch * imageBytes;
  const outputPlaneBytes: usize = batch * height * width * 4;
  const sumsEnd: usize = sums + planes * 16;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column += LANES) {
        memory.fill(sums, 0, planes * 16);
        const corner: usize = image * imageBytes + row * rowBytes + column * 4;
        const centre: usize = guide + corner + reachY * rowBytes + reachX * 4;
        for (let dy = -reachY; dy <= reachY; dy++) {
          for (let dx = -reachX; dx <= reachX; dx++) {
            const neighbour: usize = corner + (dy + reachY) * rowBytes + (dx + reachX) * 4;
            let contrast = f32x4.splat(0);
            let product = f32x4.splat(1);
            let counts = factors;
            let offset: usize = 0;
            for (let channel = 0; channel < channels; channel++) {
              const difference = f32x4.sub(v128.load(centre + offset), v128.load(guide + neighbour + offset));
              contrast = f32x4.add(contrast, f32x4.mul(difference, difference));
              for (let n = counts & 15; n > 0; n--) product = f32x4.mul(product, difference);
              counts >>= 4;
              offset += planeBytes;
            }
            const distance = f32x4.splat(spatialScale * <f32>(dy * dy + dx * dx));
            const exponent = f32x4.add(distance, f32x4.mul(contrast, f32x4.splat(contrastScale)));
            const weight = f32x4.mul(product, exponentialOfNegative(exponent));
            let at = x + neighbour;
            for (let sum = sums; sum < sumsEnd; sum += 16, at += planeBytes) {
              v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(weight, v128.load(at))));
            }
          }
        }
        const pixels = min(LANES, width - column);
        let to: usize = output + ((image * height + row) * width + column) * 4;
        for (let sum = sums; sum < sumsEnd; sum += 16, to += outputPlaneBytes) memory.copy(to, sum, pixels * 4);
      }
    }
  }
}
