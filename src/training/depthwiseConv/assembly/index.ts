// The convolution is y[i, j, c, m] = Σ_{r, s} x[h, w, c] · f[r, s, c, m] with h = i · strideY − padTop + r · dilationY
// and w likewise; m counts the multiples of a channel. `convolve` computes it, slowly, if stock would lose a NaN.
//   inputGradient:   dx[h, w, c] = Σ dy[i, j, c, m] · f[r, s, c, m] over m, all i, r with that h, all j, s with that w
//   filterGradient:  dfilter[r, s, c, m] = Σ_{i, j} dy[i, j, c, m] · x[h, w, c]
// The gradients first split dy and f by m if there are several multiples, so that channels are contiguous.

import { addInFloat64, BLOCK } from '../../../wasm/assembly/lanes';
import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';
import { SIZES_BYTES, Sizes } from './sizes';

export { setSizes } from './sizes';

/** Bytes of temporary space of `convolve`, which holds the sizes. */
export function scratchBytes(): f64 {
  return SIZES_BYTES;
}

export function convolve(x: usize, filter: usize, output: usize, scratch: usize): void {
  const sizes = changetype<Sizes>(scratch);
  const multiplier = sizes.multiplier;
  const outputs = sizes.channels * multiplier;
  const imageBytes = <usize>sizes.height * sizes.width * sizes.channels * 4;
  for (let example = 0; example < sizes.batch; example++, x += imageBytes) {
    for (let i = 0; i < sizes.outHeight; i++) {
      for (let j = 0; j < sizes.outWidth; j++, output += outputs * 4) {
        memory.fill(output, 0, outputs * 4);
        for (let r = 0; r < sizes.filterHeight; r++) {
          const h = sizes.row(i, r);
          if (h < 0 || h >= sizes.height) continue;
          for (let s = 0; s < sizes.filterWidth; s++) {
            const w = sizes.column(j, s);
            if (w < 0 || w >= sizes.width) continue;
            const pixel = x + (h * sizes.width + w) * sizes.channels * 4;
            const taps = filter + (r * sizes.filterWidth + s) * outputs * 4;
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

/** Bytes of temporary space of `inputGradient`: the sizes, split dy and filter, and the terms of one pixel. */
export function inputScratchBytes(dySize: i32, taps: i32, channels: i32, multiplier: i32): f64 {
  const split = <f64>parted(dySize, multiplier) + parted(taps * channels * multiplier, multiplier);
  return SIZES_BYTES + split + <f64>taps * multiplier * 8;
}

export function inputGradient(dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const sizes = changetype<Sizes>(scratch);
  const channels = sizes.channels;
  const multiplier = sizes.multiplier;
  const pixelBytes = <usize>channels * 4;
  const dyPixels = sizes.batch * sizes.outHeight * sizes.outWidth;
  const taps = sizes.filterHeight * sizes.filterWidth;
  const partedDy = scratch + SIZES_BYTES;
  const partedFilter = partedDy + parted(dyPixels * channels * multiplier, multiplier);
  const terms = partedFilter + parted(taps * channels * multiplier, multiplier);
  if (multiplier > 1) {
    part(dy, partedDy, dyPixels, channels, multiplier);
    part(filter, partedFilter, taps, channels, multiplier);
    dy = partedDy;
    filter = partedFilter;
  }
  const reach = (sizes.filterWidth - 1) * sizes.dilationX;
  for (let example = 0; example < sizes.batch; example++) {
    for (let h = 0; h < sizes.height; h++) {
      let end = terms;
      let moved: usize = 0;
      for (let w = 0; w < sizes.width; w++, dx += pixelBytes, moved += pixelBytes) {
        const right = w + sizes.padLeft;
        // Otherwise the terms are those of the pixel to the left, and dy moves on by a pixel.
        if (w == 0 || sizes.strideX > 1 || right <= reach || right >= sizes.outWidth) {
          end = listTerms(sizes, terms, dy, filter, example, h, w);
          moved = 0;
        }
        sumProducts(terms, end, moved, dx, pixelBytes);
      }
    }
  }
}

/** Lists the addresses of dy[i, j] and f[r, s] of each term of a pixel's gradient; returns the end of the list. */
function listTerms(sizes: Sizes, end: usize, dy: usize, filter: usize, example: i32, h: i32, w: i32): usize {
  const pixelBytes = <usize>sizes.channels * 4;
  const multiplier = sizes.multiplier;
  const filterWidth = sizes.filterWidth;
  const outWidth = sizes.outWidth;
  const strideX = sizes.strideX;
  const dilationX = sizes.dilationX;
  let down = h + sizes.padTop;
  for (let r = 0; r < sizes.filterHeight; r++, down -= sizes.dilationY) {
    const i = down / sizes.strideY;
    if (down < 0 || i >= sizes.outHeight || i * sizes.strideY !== down) continue;
    let right = w + sizes.padLeft;
    for (let s = 0; s < filterWidth; s++, right -= dilationX) {
      const j = right / strideX;
      if (right < 0 || j >= outWidth || j * strideX !== right) continue;
      for (let m = 0; m < multiplier; m++, end += 8) {
        const pixel = ((m * sizes.batch + example) * sizes.outHeight + i) * outWidth + j;
        store<usize>(end, dy + pixel * pixelBytes);
        store<usize>(end, filter + ((m * sizes.filterHeight + r) * filterWidth + s) * pixelBytes, 4);
      }
    }
  }
  return end;
}

/** dx = Σ over pairs of addresses, the first `moved` on, of the products of their values, for all channels of a pixel. */
function sumProducts(terms: usize, end: usize, moved: usize, dx: usize, pixelBytes: usize): void {
  let c: usize = 0;
  for (; c + 32 <= pixelBytes; c += 32) {
    let sum = f32x4.splat(0);
    let next = f32x4.splat(0);
    for (let term = terms; term < end; term += 8) {
      const a = load<usize>(term) + moved + c;
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
      sum += load<f32>(load<usize>(term) + moved + c) * load<f32>(load<usize>(term, 4) + c);
    }
    store<f32>(dx + c, sum);
  }
}

/** Bytes of temporary space of `filterGradient`: the sizes, float64 sums, and split dy. */
export function filterScratchBytes(dySize: i32, taps: i32, channels: i32, multiplier: i32): f64 {
  return SIZES_BYTES + <f64>taps * channels * multiplier * 8 + parted(dySize, multiplier);
}

export function filterGradient(x: usize, dy: usize, dfilter: usize, scratch: usize): void {
  const sizes = changetype<Sizes>(scratch);
  const channels = sizes.channels;
  const multiplier = sizes.multiplier;
  const rows = sizes.batch * sizes.outHeight;
  const taps = sizes.filterHeight * sizes.filterWidth;
  let sums = scratch + SIZES_BYTES;
  const partedDy = sums + <usize>taps * channels * multiplier * 8;
  memory.fill(sums, 0, partedDy - sums);
  if (multiplier > 1) {
    part(dy, partedDy, rows * sizes.outWidth, channels, multiplier);
    dy = partedDy;
  }
  const rowBytes = <usize>sizes.outWidth * channels * 4;
  for (let m = 0; m < multiplier; m++) {
    for (let row = 0; row < rows; row++, dy += rowBytes) addRow(sizes, sums + m * taps * channels * 8, x, dy, row);
  }
  for (let m = 0; m < multiplier; m++) {
    for (let n = 0; n < taps * channels; n++, sums += 8) {
      store<f32>(dfilter + (n * multiplier + m) * 4, <f32>load<f64>(sums));
    }
  }
}

/** Adds the products of a row of dy, counted across all images, to the sums of all taps. */
function addRow(sizes: Sizes, sums: usize, x: usize, dy: usize, row: i32): void {
  const width = sizes.width;
  const strideX = sizes.strideX;
  const pixelBytes = <usize>sizes.channels * 4;
  const example = row / sizes.outHeight;
  for (let r = 0; r < sizes.filterHeight; r++) {
    const h = sizes.row(row % sizes.outHeight, r);
    const inside = h >= 0 && h < sizes.height;
    for (let s = 0; s < sizes.filterWidth; s++, sums += pixelBytes * 2) {
      const offset = sizes.column(0, s); // w = j · strideX + offset
      if (!inside || offset >= width) continue;
      const end = min(sizes.outWidth, (width - 1 - offset) / strideX + 1);
      for (let j = max(0, (strideX - 1 - offset) / strideX); j < end; j += BLOCK) {
        const pixel = (example * sizes.height + h) * width + j * strideX + offset;
        addProducts(sums, x + pixel * pixelBytes, dy + j * pixelBytes, min(BLOCK, end - j), pixelBytes, strideX);
      }
    }
  }
}

/** sums[c] += Σ_n x[n · stride, c] · dy[n, c] over `count` pixels n. */
function addProducts(sums: usize, x: usize, dy: usize, count: i32, pixelBytes: usize, stride: i32): void {
  const step = pixelBytes * stride;
  const end = dy + count * pixelBytes;
  let c: usize = 0;
  // Four sums need not wait for each other as long as two, and use the whole of a cache line.
  for (; c + 64 <= pixelBytes; c += 64, x += 64) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let from = x;
    for (let to = dy + c; to < end; to += pixelBytes, from += step) {
      s0 = multiplyAdd(v128.load(to), v128.load(from), s0);
      s1 = multiplyAdd(v128.load(to, 16), v128.load(from, 16), s1);
      s2 = multiplyAdd(v128.load(to, 32), v128.load(from, 32), s2);
      s3 = multiplyAdd(v128.load(to, 48), v128.load(from, 48), s3);
    }
    addInFloat64(sums + c * 2, s0);
    addInFloat64(sums + c * 2 + 32, s1);
    addInFloat64(sums + c * 2 + 64, s2);
    addInFloat64(sums + c * 2 + 96, s3);
  }
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
