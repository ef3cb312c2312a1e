// for each row of x, with c = x − mean(x) and inverse = 1 / √(mean(c²) + ε):
//   normalize:         output = c · inverse · scale + offset
//   inputGradient:     output = (g − mean(g) − c · inverse² · mean(g c)) · inverse,  g = dy · scale
//   statistics:        mean(x) and inverse
// parameterGradients:  output[0, i] = Σ_r dy[r, i] · c[r, i] · inverse[r],  output[1, i] = Σ_r dy[r, i]
//                      in float32 over a block of rows, then in float64 over the blocks

import { addInFloat64, BLOCK, sumOfFour } from '../../../wasm/assembly/lanes';
import { sumOfRow } from '../../../wasm/assembly/sumOfRow';

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
  const bytes = <usize>features * 4;
  for (; rows > 0; rows--, x += bytes, output += bytes) {
    const mean = meanOf(x, features);
    const inverse = <f32>inverseOf(x, mean, features, epsilon);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + i), f32x4.splat(mean)), f32x4.splat(inverse));
      v128.store(output + i, f32x4.add(f32x4.mul(normalized, v128.load(scale + i)), v128.load(offset + i)));
    }
    for (; i < bytes; i += 4) {
      const normalized = (load<f32>(x + i) - mean) * inverse;
      store<f32>(output + i, normalized * load<f32>(scale + i) + load<f32>(offset + i));
    }
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
  const bytes = <usize>features * 4;
  for (; rows > 0; rows--, dy += bytes, x += bytes, output += bytes) {
    const mean = meanOf(x, features);
    const inverse = inverseOf(x, mean, features, epsilon);
    const sums = gradientSums(dy, x, scale, mean, bytes);
    const meanG = <f32>(f64x2.extract_lane(sums, 0) / features);
    const slope = <f32>((f64x2.extract_lane(sums, 1) / features) * inverse * inverse);
    const factor = <f32>inverse;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const g = f32x4.mul(v128.load(dy + i), v128.load(scale + i));
      const centred = f32x4.sub(v128.load(x + i), f32x4.splat(mean));
      const rest = f32x4.sub(f32x4.sub(g, f32x4.splat(meanG)), f32x4.mul(centred, f32x4.splat(slope)));
      v128.store(output + i, f32x4.mul(rest, f32x4.splat(factor)));
    }
    for (; i < bytes; i += 4) {
      const g = load<f32>(dy + i) * load<f32>(scale + i);
      store<f32>(output + i, (g - meanG - (load<f32>(x + i) - mean) * slope) * factor);
    }
  }
}

/** Σ g and Σ g c of a row, in float64. */
function gradientSums(dy: usize, x: usize, scale: usize, mean: f32, bytes: usize): v128 {
  const centre = f32x4.splat(mean);
  let sum: f64 = 0;
  let product: f64 = 0;
  let i: usize = 0;
  while (i + 32 <= bytes) {
    const end = min(i + RUN * 4, bytes);
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let p0 = f32x4.splat(0);
    let p1 = f32x4.splat(0);
    for (; i + 32 <= end; i += 32) {
      const g0 = f32x4.mul(v128.load(dy + i), v128.load(scale + i));
      const g1 = f32x4.mul(v128.load(dy + i, 16), v128.load(scale + i, 16));
      s0 = f32x4.add(s0, g0);
      s1 = f32x4.add(s1, g1);
      p0 = f32x4.add(p0, f32x4.mul(g0, f32x4.sub(v128.load(x + i), centre)));
      p1 = f32x4.add(p1, f32x4.mul(g1, f32x4.sub(v128.load(x + i, 16), centre)));
    }
    sum += sumOfFour(f32x4.add(s0, s1));
    product += sumOfFour(f32x4.add(p0, p1));
  }
  for (; i < bytes; i += 4) {
    const g = load<f32>(dy + i) * load<f32>(scale + i);
    sum += g;
    product += g * (load<f32>(x + i) - mean);
  }
  return f64x2.replace_lane(f64x2.splat(sum), 1, product);
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
      const at = <usize>row * bytes + column * 4;
      const ofRow = rowStatistics + row * 8;
      const left = min(BLOCK, rows - row);
      let i = 0;
      for (; i + 4 <= columns; i += 4) {
        addFourColumns(dy + at + i * 4, x + at + i * 4, ofRow, left, bytes, own + i * 16);
      }
      for (; i < columns; i++) addColumn(dy + at + i * 4, x + at + i * 4, ofRow, left, bytes, sumsOf(own, i));
    }
    for (let i = 0; i < columns; i++) {
      const to = output + (column + i) * 4;
      store<f32>(to, <f32>load<f64>(sumsOf(own, i)));
      store<f32>(to + bytes, <f32>load<f64>(sumsOf(own, i), 32));
    }
  }
}

/** The address of a column's sum of scaled numbers; that of the numbers themselves is 32 bytes further. */
function sumsOf(own: usize, column: i32): usize {
  return own + (column & -4) * 16 + (column & 3) * 8;
}

function addFourColumns(dy: usize, x: usize, ofRow: usize, rows: i32, bytes: usize, sums: usize): void {
  let scaled = f32x4.splat(0);
  let total = f32x4.splat(0);
  for (; rows > 0; rows--, dy += bytes, x += bytes, ofRow += 8) {
    const g = v128.load(dy);
    const normalized = f32x4.mul(f32x4.sub(v128.load(x), v128.load32_splat(ofRow)), v128.load32_splat(ofRow, 4));
    scaled = f32x4.add(scaled, f32x4.mul(g, normalized));
    total = f32x4.add(total, g);
  }
  addInFloat64(sums, scaled);
  addInFloat64(sums + 32, total);
}

function addColumn(dy: usize, x: usize, ofRow: usize, rows: i32, bytes: usize, sums: usize): void {
  let scaled: f32 = 0;
  let total: f32 = 0;
  for (; rows > 0; rows--, dy += bytes, x += bytes, ofRow += 8) {
    const g = load<f32>(dy);
    scaled += g * ((load<f32>(x) - load<f32>(ofRow)) * load<f32>(ofRow, 4));
    total += g;
  }
  store<f64>(sums, load<f64>(sums) + scaled);
  store<f64>(sums, load<f64>(sums, 32) + total, 32);
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
