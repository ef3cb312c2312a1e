// output[r, c] = (x[r, c] − mean[c]) · factor[c] + shift[c] with factor = scale / √(variance + ε)
//   for a row of fewer channels than a multiple of four, the tables of c hold four rows

import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';

/** Numbers in a table, or in a row if there is only one. */
function tableLength(channels: i32, rows: i32): i32 {
  return rows == 1 || channels % 4 == 0 ? channels : 4 * channels;
}

/** Bytes of temporary space. */
export function scratchBytes(channels: i32, rows: i32): f64 {
  return <f64>tableLength(channels, rows) * 12;
}

/** `scale` and `shift` are 0 if they are not given. */
export function normalize(
  x: usize,
  mean: usize,
  variance: usize,
  scale: usize,
  shift: usize,
  output: usize,
  scratch: usize,
  channels: i32,
  rows: i32,
  epsilon: f32,
): void {
  const length = tableLength(channels, rows);
  const bytes = <usize>length * 4;
  for (let i = 0, c = 0; i < length; i++, c = c + 1 == channels ? 0 : c + 1) {
    const at = scratch + i * 4;
    const deviation = sqrt<f32>(load<f32>(variance + c * 4) + epsilon);
    store<f32>(at, load<f32>(mean + c * 4));
    store<f32>(at + bytes, (scale ? load<f32>(scale + c * 4) : 1) / deviation);
    store<f32>(at + 2 * bytes, shift ? load<f32>(shift + c * 4) : 0);
  }
  for (let left = channels * rows; left > 0; left -= length, x += bytes, output += bytes) {
    const count = min(length, left);
    for (let i = 0; i < count; i += 4) {
      const at = scratch + i * 4;
      const here = count - i;
      const centred = f32x4.sub(loadFirst(x + i * 4, here), loadFirst(at, here));
      const scaled = f32x4.mul(centred, loadFirst(at + bytes, here));
      storeFirst(output + i * 4, f32x4.add(scaled, loadFirst(at + 2 * bytes, here)), here);
    }
  }
}
