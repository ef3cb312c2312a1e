// output = log x, four float32 numbers at a time

import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';
import { logarithm } from '../../assembly/logarithm';

export function log(x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, logarithm(loadFirst(x, count)), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}
