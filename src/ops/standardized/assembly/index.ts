// for each row:  y = (x − mean) · scale,  scale = 1 / √variance, or 0 if the row is constant
//                dx = (dy − mean(dy) − y · mean(dy · y)) · scale

/** The variance that rounding leaves in a constant row, relative to its mean square. */
const FLAT: f64 = 1e-12;

export function standardized(x: usize, y: usize, rows: i32, length: i32): void {
  const bytes = (<usize>length) << 2;
  for (let row = 0; row < rows; row++, x += bytes, y += bytes) {
    const mean = meanOf(x, bytes);
    const scale = scaleOf(x, bytes, mean);
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(y + i, <f32>((<f64>load<f32>(x + i) - mean) * scale));
  }
}

export function standardizedGrad(dy: usize, x: usize, dx: usize, rows: i32, length: i32): void {
  const bytes = (<usize>length) << 2;
  for (let row = 0; row < rows; row++, dy += bytes, x += bytes, dx += bytes) {
    const mean = meanOf(x, bytes);
    const scale = scaleOf(x, bytes, mean);
    const meanDy = meanOf(dy, bytes);
    let product: f64 = 0;
    for (let i: usize = 0; i < bytes; i += 4) product += <f64>load<f32>(dy + i) * (<f64>load<f32>(x + i) - mean);
    const slope = (product / <f64>length) * scale * scale;
    for (let i: usize = 0; i < bytes; i += 4) {
      const deviation = <f64>load<f32>(x + i) - mean;
      store<f32>(dx + i, <f32>((<f64>load<f32>(dy + i) - meanDy - deviation * slope) * scale));
    }
  }
}

function meanOf(x: usize, bytes: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) sum += <f64>load<f32>(x + i);
  return sum / <f64>(bytes >> 2);
}

function scaleOf(x: usize, bytes: usize, mean: f64): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    const deviation = <f64>load<f32>(x + i) - mean;
    sum += deviation * deviation;
  }
  const variance = sum / <f64>(bytes >> 2);
  return variance > FLAT * (variance + mean * mean) ? 1 / sqrt(variance) : 0;
}
