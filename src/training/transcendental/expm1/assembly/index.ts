// output = eˣ − 1, four float32 numbers at a time

import { exponentialTail } from '../../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';

export function expm1(x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, exponentialTail(loadFirst(x, count), 1), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}
