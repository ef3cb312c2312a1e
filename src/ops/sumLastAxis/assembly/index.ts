// output[r] = factor · Σ_i x[r, i]

import { sumOfRow } from '../../../wasm/assembly/sumOfRow';

export function sumRows(x: usize, output: usize, rows: i32, length: i32, factor: f64): void {
  for (; rows > 0; rows--, x += <usize>length * 4, output += 4) store<f32>(output, <f32>(sumOfRow(x, length) * factor));
}
