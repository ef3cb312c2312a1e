import {
  affineGrid,
  affineGrid3d,
  attentionTheta,
  bicubicSampler,
  bilinearSampler,
  deformableConv2d,
  flowGrid,
  nearestSampler,
  projectiveGrid,
  spatialTransformer,
  thinPlateSplineGrid,
  trilinearSampler,
} from '../../src/spatial';
import { testEmptyInput } from '../support/testEmptyInput';

const [noImage, noGrid] = [[0, 3, 4, 2], [0, 2, 2, 2]]; // biome-ignore format: shapes
const sampled = { shape: [0, 2, 2, 2] };

for (const padding of ['zeros', 'border', 'reflection', 'wrap', 'fill'] as const) {
  testEmptyInput(`bilinearSampler, padding: '${padding}'`, (x, g) => bilinearSampler(x, g, { padding }), [noImage, noGrid], sampled); // biome-ignore format: one case
}
testEmptyInput(
  'bilinearSampler at one grid for all',
  (x, g) => bilinearSampler(x, g),
  [noImage, [1, 2, 2, 2]],
  sampled,
);
testEmptyInput('nearestSampler', (x, g) => nearestSampler(x, g), [noImage, noGrid], sampled);
testEmptyInput('bicubicSampler', (x, g) => bicubicSampler(x, g), [noImage, noGrid], sampled);
testEmptyInput('trilinearSampler', (x, g) => trilinearSampler(x, g), [[0, 2, 3, 4, 2], [0, 1, 2, 2, 3]], { shape: [0, 1, 2, 2, 2] }); // biome-ignore format: one case
for (const theta of [[2, 3], [6], [3], [8]]) {
  testEmptyInput(`spatialTransformer, theta [0, ${theta.join(', ')}]`, (x, t) => spatialTransformer(x, t, [2, 2]), [noImage, [0, ...theta]], sampled); // biome-ignore format: one case
}
testEmptyInput('spatialTransformer, antialias: true', (x, t) => spatialTransformer(x, t, [2, 2], { antialias: true }), [noImage, [0, 2, 3]], sampled); // biome-ignore format: one case
testEmptyInput(
  'spatialTransformer, one theta for all',
  (x, t) => spatialTransformer(x, t, [2, 2]),
  [noImage, [1, 2, 3]],
  sampled,
);
testEmptyInput('nearestSampler at one grid for all', (x, g) => nearestSampler(x, g), [noImage, [1, 2, 2, 2]], sampled);
testEmptyInput('thinPlateSplineGrid, one target for all', (target, source) => thinPlateSplineGrid(target, source, [2, 3]), [[4, 2], [0, 4, 2]], { shape: [0, 2, 3, 2] }); // biome-ignore format: one case
testEmptyInput('affineGrid', (t) => affineGrid(t, [2, 3]), [[0, 2, 3]], { shape: [0, 2, 3, 2] });
testEmptyInput('affineGrid3d', (t) => affineGrid3d(t, [2, 3, 1]), [[0, 3, 4]], { shape: [0, 2, 3, 1, 3] });
for (const theta of [
  [0, 8],
  [0, 3, 3],
]) {
  testEmptyInput(`projectiveGrid, theta [${theta.join(', ')}]`, (t) => projectiveGrid(t, [2, 3]), [theta], { shape: [0, 2, 3, 2] }); // biome-ignore format: one case
}
testEmptyInput('attentionTheta', (scale, translation) => attentionTheta({ scale, translation }), [[0], [0, 2]], { shape: [0, 2, 3] }); // biome-ignore format: one case
testEmptyInput('flowGrid', (flow) => flowGrid(flow), [[0, 2, 3, 2]], { shape: [0, 2, 3, 2] });
testEmptyInput('flowGrid without pixels', (flow) => flowGrid(flow), [[2, 0, 3, 2]], { shape: [2, 0, 3, 2] });
testEmptyInput('thinPlateSplineGrid', (target, source) => thinPlateSplineGrid(target, source, [2, 3]), [[0, 4, 2], [0, 4, 2]], { shape: [0, 2, 3, 2] }); // biome-ignore format: one case
testEmptyInput('deformableConv2d', (x, kernel, offsets, mask) => deformableConv2d(x, kernel, offsets, { mask }), [noImage, [2, 2, 2, 3], [0, 2, 3, 8], [0, 2, 3, 4]], { shape: [0, 2, 3, 3] }); // biome-ignore format: one case
