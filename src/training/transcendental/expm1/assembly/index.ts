// output = eˣ − 1, four float32 numbers at a time

import { exponentialMinusOne } from '../../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';

export function expm1(x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, exponentialMinusOne(loadFirst(x, count)), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}
