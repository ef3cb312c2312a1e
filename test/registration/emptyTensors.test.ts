import { bendingEnergy, bsplineGrid, jacobianDeterminant, normalizedCrossCorrelation } from '../../src/registration';
import { testEmptyInput } from '../support/testEmptyInput';

const none = { reduction: 'none' } as const;
const images = [[0, 5, 4, 2], [0, 5, 4, 2]]; // biome-ignore format: shapes

testEmptyInput('bsplineGrid', (points) => bsplineGrid(points, [3, 2]), [[0, 4, 5, 2]], { shape: [0, 3, 2, 2] });
testEmptyInput('bsplineGrid of volumes', (points) => bsplineGrid(points, [3, 2, 1]), [[0, 4, 5, 4, 3]], {
  shape: [0, 3, 2, 1, 3],
});
testEmptyInput('bendingEnergy, reduction: mean', (points) => bendingEnergy(points), [[0, 4, 5, 2]], { shape: [] });
testEmptyInput('bendingEnergy, reduction: none', (points) => bendingEnergy(points, none), [[0, 4, 5, 2]], {
  shape: [0],
});
testEmptyInput('jacobianDeterminant', (grid) => jacobianDeterminant(grid), [[0, 3, 4, 2]], { shape: [0, 3, 4] });
testEmptyInput('normalizedCrossCorrelation, reduction: mean', (a, b) => normalizedCrossCorrelation(a, b), images, {
  shape: [],
});
testEmptyInput(
  'normalizedCrossCorrelation, reduction: none',
  (a, b) => normalizedCrossCorrelation(a, b, none),
  images,
  {
    shape: [0],
  },
);
