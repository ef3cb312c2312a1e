// for each row of x, with c = x − mean(x) and inverse = 1 / √(mean(c²) + ε):
//   normalize:         output = c · inverse · scale + offset
//   inputGradient:     output = (g − mean(g) − c · inverse² · mean(g c)) · inverse,  g = dy · scale
//   statistics:        mean(x) and inverse
// parameterGradients:  output[0, i] = Σ_r dy[r, i] · c[r, i] · inverse[r],  output[1, i] = Σ_r dy[r, i]
//                      in float32 over a block of rows, then in float64 over the blocks

import { addInFloat64, BLOCK, loadFirst, storeFirst, sumOfFour } from '../../../wasm/assembly/lanes';
import { sumOfRow } from '../../../wasm/assembly/rowSum';

/** Numbers of a row summed in float32. */
const RUN: i32 = 1024;

/** Columns of a unit of `parameterGradients`. */
const COLUMNS: i32 = 64;

/** The number of units of `parameterGradients`. */
export function columnUnits(features: i32): f64 {
  return (features + COLUMNS - 1) / COLUMNS;
}

/** Bytes of temporary space of each thread: two float64 sums for each column. */
export function ownBytes(): f64 {
  return COLUMNS * 16;
}

export function normalize(
  x: usize,
  scale: usize,
  offset: usize,
  output: usize,
  rows: i32,
  features: i32,
  epsilon: f64,
): void {
  for (; rows > 0; rows--) {
    const mean = meanOf(x, features);
    const centre = f32x4.splat(mean);
    const inverse = f32x4.splat(<f32>inverseOf(x, mean, features, epsilon));
    for (let i = 0; i < features; i += 4) {
      const here = features - i;
      const scaled = f32x4.mul(f32x4.sub(loadFirst(x + i * 4, here), centre), inverse);
      const product = f32x4.mul(scaled, loadFirst(scale + i * 4, here));
      storeFirst(output + i * 4, f32x4.add(product, loadFirst(offset + i * 4, here)), here);
    }
    x += <usize>features * 4;
    output += <usize>features * 4;
  }
}

export function inputGradient(
  dy: usize,
  x: usize,
  scale: usize,
  output: usize,
  rows: i32,
  features: i32,
  epsilon: f64,
): void {
  for (; rows > 0; rows--) {
    const mean = meanOf(x, features);
    const centre = f32x4.splat(mean);
    const inverse = inverseOf(x, mean, features, epsilon);
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let run = 0; run < features; run += RUN) {
      const end = min(run + RUN, features);
      let sums = f32x4.splat(0);
      let products = f32x4.splat(0);
      for (let i = run; i < end; i += 4) {
        const g = f32x4.mul(loadFirst(dy + i * 4, end - i), loadFirst(scale + i * 4, end - i));
        sums = f32x4.add(sums, g);
        products = f32x4.add(products, f32x4.mul(g, f32x4.sub(loadFirst(x + i * 4, end - i), centre)));
      }
      sum += sumOfFour(sums);
      product += sumOfFour(products);
    }
    const meanG = f32x4.splat(<f32>(sum / features));
    const slope = f32x4.splat(<f32>((product / features) * inverse * inverse));
    const factor = f32x4.splat(<f32>inverse);
    for (let i = 0; i < features; i += 4) {
      const here = features - i;
      const g = f32x4.mul(loadFirst(dy + i * 4, here), loadFirst(scale + i * 4, here));
      const centred = f32x4.sub(loadFirst(x + i * 4, here), centre);
      const difference = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(centred, slope));
      storeFirst(output + i * 4, f32x4.mul(difference, factor), here);
    }
    dy += <usize>features * 4;
    x += <usize>features * 4;
    output += <usize>features * 4;
  }
}

/** Writes two numbers for each row: its mean and its inverse. */
export function statistics(x: usize, output: usize, rows: i32, features: i32, epsilon: f64): void {
  for (; rows > 0; rows--, x += <usize>features * 4, output += 8) {
    const mean = meanOf(x, features);
    store<f32>(output, mean);
    store<f32>(output, <f32>inverseOf(x, mean, features, epsilon), 4);
  }
}

/** Units are blocks of columns. `rowStatistics` are those of `statistics`. */
export function parameterGradients(
  dy: usize,
  x: usize,
  rowStatistics: usize,
  output: usize,
  own: usize,
  rows: i32,
  features: i32,
  first: i32,
  end: i32,
): void {
  const bytes = <usize>features * 4;
  for (let unit = first; unit < end; unit++) {
    const column = unit * COLUMNS;
    const columns = min(COLUMNS, features - column);
    memory.fill(own, 0, <usize>COLUMNS * 16);
    for (let row = 0; row < rows; row += BLOCK) {
      for (let i = 0; i < columns; i += 4) {
        let at = <usize>row * bytes + (column + i) * 4;
        let scaled = f32x4.splat(0);
        let total = f32x4.splat(0);
        const stop = rowStatistics + min(row + BLOCK, rows) * 8;
        for (let pair = rowStatistics + row * 8; pair < stop; pair += 8, at += bytes) {
          const g = loadFirst(dy + at, columns - i);
          const centred = f32x4.sub(loadFirst(x + at, columns - i), v128.load32_splat(pair));
          scaled = f32x4.add(scaled, f32x4.mul(g, f32x4.mul(centred, v128.load32_splat(pair, 4))));
          total = f32x4.add(total, g);
        }
        addInFloat64(own + i * 16, scaled);
        addInFloat64(own + i * 16 + 32, total);
      }
    }
    for (let i = 0; i < columns; i++) {
      const sums = own + (i & -4) * 16 + (i & 3) * 8;
      const to = output + (column + i) * 4;
      store<f32>(to, <f32>load<f64>(sums));
      store<f32>(to + bytes, <f32>load<f64>(sums, 32));
    }
  }
}

function meanOf(x: usize, features: i32): f32 {
  return <f32>(sumOfRow(x, features) / features);
}

function inverseOf(x: usize, mean: f32, features: i32, epsilon: f64): f64 {
  const centre = f32x4.splat(mean);
  let total: f64 = 0;
  let left = features;
  for (; left >= 8; ) {
    const run = min(RUN, left) & -8;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    for (const end = x + run * 4; x < end; x += 32) {
      const c0 = f32x4.sub(v128.load(x), centre);
      const c1 = f32x4.sub(v128.load(x, 16), centre);
      s0 = f32x4.add(s0, f32x4.mul(c0, c0));
      s1 = f32x4.add(s1, f32x4.mul(c1, c1));
    }
    total += sumOfFour(f32x4.add(s0, s1));
    left -= run;
  }
  for (; left > 0; left--, x += 4) {
    const c = load<f32>(x) - mean;
    total += c * c;
  }
  return 1 / sqrt(total / features + epsilon);
}
