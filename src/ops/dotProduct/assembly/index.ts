// output = Σ_i a[i] b[i]

import { dot } from '../../../wasm/assembly/dot';

export function dotProduct(a: usize, b: usize, output: usize, count: i32): void {
  store<f32>(output, <f32>dot(a, b, count));
}
