// The convolution is y[p, o] = Σ_{t, c} x[q, c] · f[t, c, o] over the taps t of the filter, with
// q = p · stride − pad + t along each of the three axes.
//   inputGradient:   dx[q, c] = Σ dy[p, o] · f[t, c, o] over all p, t with that q, and o
//   filterGradient:  dfilter[t, c, o] = Σ_p x[q, c] · dy[p, o]

import { addInFloat64, BLOCK } from '../../../wasm/assembly/lanes';
import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';

/** Bytes of temporary space of `inputGradient`: the filter as [taps, outputs, channels], and a position's terms. */
export function inputScratchBytes(taps: i32, channels: i32, outputs: i32): f64 {
  return <f64>taps * channels * outputs * 4 + <f64>taps * 8;
}

/** dx is [batch, depth, height, width, channels], dy [batch, outDepth, outHeight, outWidth, outputs]. */
export function inputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  scratch: usize,
  batch: i32,
  depth: i32,
  height: i32,
  width: i32,
  channels: i32,
  outDepth: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  filterDepth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideZ: i32,
  strideY: i32,
  strideX: i32,
  padFront: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const taps = filterDepth * filterHeight * filterWidth;
  const tapBytes = <usize>channels * outputs * 4;
  transposeTaps(filter, scratch, taps, channels, outputs);
  const terms = scratch + taps * tapBytes;
  for (let example = 0; example < batch; example++) {
    for (let q = 0; q < depth * height * width; q++, dx += channels * 4) {
      let end = terms;
      for (let t = 0; t < taps; t++) {
        const k = place(q / (height * width) + padFront - t / (filterHeight * filterWidth), strideZ, outDepth);
        const i = place(((q / width) % height) + padTop - ((t / filterWidth) % filterHeight), strideY, outHeight);
        const j = place((q % width) + padLeft - (t % filterWidth), strideX, outWidth);
        if (k < 0 || i < 0 || j < 0) continue;
        const p = ((example * outDepth + k) * outHeight + i) * outWidth + j;
        store<usize>(end, dy + <usize>p * outputs * 4);
        store<usize>(end, scratch + t * tapBytes, 4);
        end += 8;
      }
      sumMatrixProducts(terms, end, dx, channels, outputs);
    }
  }
}

/** The window whose first element is there, or a negative number. */
function place(first: i32, stride: i32, count: i32): i32 {
  const p = first / stride;
  return first < 0 || p >= count || p * stride !== first ? -1 : p;
}

/** [taps, channels, outputs] to [taps, outputs, channels]. */
function transposeTaps(from: usize, to: usize, taps: i32, channels: i32, outputs: i32): void {
  for (let t = 0; t < taps; t++, from += channels * outputs * 4) {
    for (let o = 0; o < outputs; o++) {
      for (let c = 0; c < channels; c++, to += 4) store<u32>(to, load<u32>(from + (c * outputs + o) * 4));
    }
  }
}

/** dx[c] = Σ over terms (dy, f), Σ_o dy[o] · f[o, c]. */
function sumMatrixProducts(terms: usize, end: usize, dx: usize, channels: i32, outputs: i32): void {
  const pixelBytes = <usize>channels * 4;
  let c: usize = 0;
  for (; c + 16 <= pixelBytes; c += 16) {
    let sum = f32x4.splat(0);
    for (let term = terms; term < end; term += 8) {
      const dy = load<usize>(term);
      const filter = load<usize>(term, 4) + c;
      for (let o = 0; o < outputs; o++) {
        sum = multiplyAdd(v128.load32_splat(dy + o * 4), v128.load(filter + o * pixelBytes), sum);
      }
    }
    v128.store(dx + c, sum);
  }
  for (; c < pixelBytes; c += 4) {
    let sum: f32 = 0;
    for (let term = terms; term < end; term += 8) {
      const dy = load<usize>(term);
      const filter = load<usize>(term, 4) + c;
      for (let o = 0; o < outputs; o++) sum += load<f32>(dy + o * 4) * load<f32>(filter + o * pixelBytes);
    }
    store<f32>(dx + c, sum);
  }
}

/** Bytes of temporary space of `filterGradient`: float64 sums. */
export function filterScratchBytes(taps: i32, channels: i32, outputs: i32): f64 {
  return <f64>taps * channels * outputs * 8;
}

/** x is [batch, depth, height, width, channels], dy [batch, outDepth, outHeight, outWidth, outputs]. */
export function filterGradient(
  x: usize,
  dy: usize,
  dfilter: usize,
  scratch: usize,
  batch: i32,
  depth: i32,
  height: i32,
  width: i32,
  channels: i32,
  outDepth: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  filterDepth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideZ: i32,
  strideY: i32,
  strideX: i32,
  padFront: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const taps = filterDepth * filterHeight * filterWidth;
  const pixelBytes = <usize>channels * 4;
  const dyBytes = <usize>outputs * 4;
  memory.fill(scratch, 0, taps * pixelBytes * outputs * 2);
  for (let row = 0; row < batch * outDepth * outHeight; row++, dy += outWidth * dyBytes) {
    const example = row / (outDepth * outHeight);
    for (let t = 0; t < taps; t++) {
      const d = ((row / outHeight) % outDepth) * strideZ - padFront + t / (filterHeight * filterWidth);
      const h = (row % outHeight) * strideY - padTop + ((t / filterWidth) % filterHeight);
      const offset = (t % filterWidth) - padLeft; // w = j · strideX + offset
      if (d < 0 || d >= depth || h < 0 || h >= height || offset >= width) continue;
      const end = min(outWidth, (width - 1 - offset) / strideX + 1);
      const sums = scratch + t * pixelBytes * outputs * 2;
      for (let j = max(0, (strideX - 1 - offset) / strideX); j < end; j += BLOCK) {
        const from = x + (((example * depth + d) * height + h) * width + j * strideX + offset) * pixelBytes;
        addOuterProducts(sums, from, dy + j * dyBytes, min(BLOCK, end - j), pixelBytes, strideX * pixelBytes, dyBytes);
      }
    }
  }
  const end = scratch + taps * pixelBytes * outputs * 2;
  for (let sum = scratch; sum < end; sum += 8, dfilter += 4) store<f32>(dfilter, <f32>load<f64>(sum));
}

/** sums[c, o] += Σ_n x[n, c] · dy[n, o] over `count` positions n, `step` bytes apart in x. */
function addOuterProducts(
  sums: usize,
  x: usize,
  dy: usize,
  count: i32,
  pixelBytes: usize,
  step: usize,
  dyBytes: usize,
): void {
  const end = dy + count * dyBytes;
  for (const channelsEnd = x + pixelBytes; x < channelsEnd; x += 4) {
    let o: usize = 0;
    for (; o + 16 <= dyBytes; o += 16, sums += 32) {
      let sum = f32x4.splat(0);
      let from = x;
      for (let to = dy + o; to < end; to += dyBytes, from += step) {
        sum = multiplyAdd(v128.load32_splat(from), v128.load(to), sum);
      }
      addInFloat64(sums, sum);
    }
    for (; o < dyBytes; o += 4, sums += 8) {
      let sum: f64 = 0;
      let from = x;
      for (let to = dy + o; to < end; to += dyBytes, from += step) sum += <f64>load<f32>(from) * <f64>load<f32>(to);
      store<f64>(sums, load<f64>(sums) + sum);
    }
  }
}
