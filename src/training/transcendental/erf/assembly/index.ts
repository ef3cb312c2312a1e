// output = erf x, four float32 numbers at a time

import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';
import { errorFunction } from '../../assembly/errorFunction';

export function erf(x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, errorFunction(loadFirst(x, count)), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}
