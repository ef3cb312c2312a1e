// The convolution is y[i, j, c, m] = Σ_{r, s} x[h, w, c] · f[r, s, c, m] with h = i · strideY − padTop + r · dilationY
// and w likewise; m counts the multiples of a channel. `convolve` computes it, slowly, if stock would lose a NaN.
//   inputGradient:   dx[h, w, c] = Σ dy[i, j, c, m] · f[r, s, c, m] over m, all i, r with that h, all j, s with that w
//   filterGradient:  dfilter[r, s, c, m] = Σ_{i, j} dy[i, j, c, m] · x[h, w, c]
// The gradients first split dy and f by m if there are several multiples, so that channels are contiguous.

import { addInFloat64, BLOCK } from '../../../wasm/assembly/lanes';
import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';

/** x is [batch, height, width, channels], the output [batch, outHeight, outWidth, channels · multiplier]. */
export function convolve(
  x: usize,
  filter: usize,
  output: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const outputs = channels * multiplier;
  for (let example = 0; example < batch; example++, x += height * width * channels * 4) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++, output += outputs * 4) {
        memory.fill(output, 0, outputs * 4);
        for (let r = 0; r < filterHeight; r++) {
          const h = i * strideY - padTop + r * dilationY;
          if (h < 0 || h >= height) continue;
          for (let s = 0; s < filterWidth; s++) {
            const w = j * strideX - padLeft + s * dilationX;
            if (w < 0 || w >= width) continue;
            const pixel = x + (h * width + w) * channels * 4;
            const taps = filter + (r * filterWidth + s) * outputs * 4;
            for (let o = 0; o < outputs; o++) {
              const product = load<f32>(pixel + (o / multiplier) * 4) * load<f32>(taps + o * 4);
              store<f32>(output + o * 4, load<f32>(output + o * 4) + product);
            }
          }
        }
      }
    }
  }
}

/** Bytes of temporary space of `inputGradient`: split dy and filter, and the terms of one pixel. */
export function inputScratchBytes(dySize: i32, taps: i32, channels: i32, multiplier: i32): f64 {
  return (
    <f64>parted(dySize, multiplier) + parted(taps * channels * multiplier, multiplier) + <f64>taps * multiplier * 8
  );
}

/** dx is [batch, height, width, channels], dy [batch, outHeight, outWidth, channels · multiplier]. */
export function inputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixelBytes = <usize>channels * 4;
  const dyPixels = batch * outHeight * outWidth;
  const taps = filterHeight * filterWidth;
  const partedFilter = scratch + parted(dyPixels * channels * multiplier, multiplier);
  const terms = partedFilter + parted(taps * channels * multiplier, multiplier);
  if (multiplier > 1) {
    part(dy, scratch, dyPixels, channels, multiplier);
    part(filter, partedFilter, taps, channels, multiplier);
    dy = scratch;
    filter = partedFilter;
  }
  for (let example = 0; example < batch; example++) {
    for (let h = 0; h < height; h++) {
      for (let w = 0; w < width; w++, dx += pixelBytes) {
        let end = terms;
        for (let r = 0; r < filterHeight; r++) {
          const i = (h + padTop - r * dilationY) / strideY;
          if (i < 0 || i >= outHeight || i * strideY !== h + padTop - r * dilationY) continue;
          for (let s = 0; s < filterWidth; s++) {
            const j = (w + padLeft - s * dilationX) / strideX;
            if (j < 0 || j >= outWidth || j * strideX !== w + padLeft - s * dilationX) continue;
            for (let m = 0; m < multiplier; m++, end += 8) {
              const pixel = ((m * batch + example) * outHeight + i) * outWidth + j;
              store<usize>(end, dy + pixel * pixelBytes);
              store<usize>(end, filter + ((m * filterHeight + r) * filterWidth + s) * pixelBytes, 4);
            }
          }
        }
        sumProducts(terms, end, dx, pixelBytes);
      }
    }
  }
}

/** dx = Σ over pairs of addresses of the products of their values, for all channels of a pixel. */
function sumProducts(terms: usize, end: usize, dx: usize, pixelBytes: usize): void {
  let c: usize = 0;
  for (; c + 32 <= pixelBytes; c += 32) {
    let sum = f32x4.splat(0);
    let next = f32x4.splat(0);
    for (let term = terms; term < end; term += 8) {
      const a = load<usize>(term) + c;
      const b = load<usize>(term, 4) + c;
      sum = multiplyAdd(v128.load(a), v128.load(b), sum);
      next = multiplyAdd(v128.load(a, 16), v128.load(b, 16), next);
    }
    v128.store(dx + c, sum);
    v128.store(dx + c, next, 16);
  }
  for (; c < pixelBytes; c += 4) {
    let sum: f32 = 0;
    for (let term = terms; term < end; term += 8) {
      sum += load<f32>(load<usize>(term) + c) * load<f32>(load<usize>(term, 4) + c);
    }
    store<f32>(dx + c, sum);
  }
}

/** Bytes of temporary space of `filterGradient`: float64 sums, and split dy. */
export function filterScratchBytes(dySize: i32, taps: i32, channels: i32, multiplier: i32): f64 {
  return <f64>taps * channels * multiplier * 8 + parted(dySize, multiplier);
}

/** x is [batch, height, width, channels], dy [batch, outHeight, outWidth, channels · multiplier]. */
export function filterGradient(
  x: usize,
  dy: usize,
  dfilter: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixelBytes = <usize>channels * 4;
  const taps = filterHeight * filterWidth;
  const sumsBytes = <usize>taps * channels * multiplier * 8;
  memory.fill(scratch, 0, sumsBytes);
  if (multiplier > 1) {
    part(dy, scratch + sumsBytes, batch * outHeight * outWidth, channels, multiplier);
    dy = scratch + sumsBytes;
  }
  for (let row = 0; row < multiplier * batch * outHeight; row++, dy += outWidth * pixelBytes) {
    const m = row / (batch * outHeight);
    const example = (row / outHeight) % batch;
    const i = row % outHeight;
    let sums = scratch + m * taps * pixelBytes * 2;
    for (let r = 0; r < filterHeight; r++) {
      const h = i * strideY - padTop + r * dilationY;
      const inside = h >= 0 && h < height;
      for (let s = 0; s < filterWidth; s++, sums += pixelBytes * 2) {
        const offset = s * dilationX - padLeft; // w = j · strideX + offset
        if (!inside || offset >= width) continue;
        const end = min(outWidth, (width - 1 - offset) / strideX + 1);
        for (let j = max(0, (strideX - 1 - offset) / strideX); j < end; j += BLOCK) {
          const pixel = (example * height + h) * width + j * strideX + offset;
          addProducts(sums, x + pixel * pixelBytes, dy + j * pixelBytes, min(BLOCK, end - j), pixelBytes, strideX);
        }
      }
    }
  }
  for (let m = 0; m < multiplier; m++) {
    for (let n = 0; n < taps * channels; n++, scratch += 8) {
      store<f32>(dfilter + (n * multiplier + m) * 4, <f32>load<f64>(scratch));
    }
  }
}

/** sums[c] += Σ_n x[n · stride, c] · dy[n, c] over `count` pixels n. */
function addProducts(sums: usize, x: usize, dy: usize, count: i32, pixelBytes: usize, stride: i32): void {
  const step = pixelBytes * stride;
  const end = dy + count * pixelBytes;
  let c: usize = 0;
  for (; c + 32 <= pixelBytes; c += 32, x += 32) {
    let sum = f32x4.splat(0);
    let next = f32x4.splat(0);
    let from = x;
    for (let to = dy + c; to < end; to += pixelBytes, from += step) {
      sum = multiplyAdd(v128.load(to), v128.load(from), sum);
      next = multiplyAdd(v128.load(to, 16), v128.load(from, 16), next);
    }
    addInFloat64(sums + c * 2, sum);
    addInFloat64(sums + c * 2 + 32, next);
  }
  for (; c < pixelBytes; c += 4, x += 4) {
    let sum: f64 = 0;
    let from = x;
    for (let to = dy + c; to < end; to += pixelBytes, from += step) {
      sum += <f64>load<f32>(to) * <f64>load<f32>(from);
    }
    store<f64>(sums + c * 2, load<f64>(sums + c * 2) + sum);
  }
}

/** Bytes of a split copy; a single multiple does not need one. */
function parted(size: i32, multiplier: i32): usize {
  return multiplier > 1 ? <usize>size * 4 : 0;
}

/** [pixels, channels, multiplier] to [multiplier, pixels, channels]. */
function part(from: usize, to: usize, pixels: i32, channels: i32, multiplier: i32): void {
  for (let m = 0; m < multiplier; m++) {
    for (let n = 0; n < pixels * channels; n++, to += 4) store<u32>(to, load<u32>(from + (n * multiplier + m) * 4));
  }
}
