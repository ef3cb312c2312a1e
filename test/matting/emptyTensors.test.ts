import { guidedFilter, smoothLocalAffine } from '../../src/matting';
import { testEmptyInput } from '../support/testEmptyInput';

for (const shape of [
  [0, 3, 4, 2],
  [2, 0, 4, 2],
  [2, 3, 0, 2],
  [0, 4, 2],
  [0, 4],
]) {
  const guide = shape.length > 2 ? [...shape.slice(0, -1), 3] : shape;
  testEmptyInput(`guidedFilter of [${shape}]`, (a, b) => guidedFilter(a, b), [guide, shape], { shape });
  testEmptyInput(`smoothLocalAffine of [${shape}]`, (a, b) => smoothLocalAffine(a, b), [shape, guide], { shape });
}
