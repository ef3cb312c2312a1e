/**
 * The cases of ONNX's GridSample (opset 20) as its operator documentation prints them, in NHWC: input shape and values,
 * grid, expected output. Source: https://onnx.ai/onnx/operators/onnx__GridSample.html, with the numbers of
 * onnx/backend/test/case/node/gridsample.py (Apache-2.0). Cases of the nearest voxel are left out, because they round
 * halves away from zero.
 */
export interface OnnxCase {
  name: string;
  mode: 'nearest' | 'linear' | 'cubic';
  padding?: 'zeros' | 'border' | 'reflection';
  alignCorners?: boolean;
  images: number[];
  grid: number[];
  gridShape: number[];
  expected: number[];
}

const range = (count: number, first: number) => Array.from({ length: count }, (_, index) => first + index);

const steps = [-1, -0.6, -0.2, 0.2, 0.6, 1];
const regular = {
  images: [1, 4, 4, 1],
  grid: steps.flatMap((y) => steps.flatMap((x) => [x, y])),
  gridShape: [1, 6, 6, 2],
};

/** The same number for x and y. */
const diagonal = (places: number[]) => ({
  images: [1, 3, 2, 1],
  grid: places.flatMap((place) => [place, place]),
  gridShape: [1, 2, 4, 2],
});
const far = diagonal([-10, -5, -0.2, 10, 10, -0.2, 5, 10]);
const near = diagonal([-1, -0.5, -0.2, 0, 0, -0.2, 0.5, 1]);
const further = {
  ...near,
  grid: [-1, -0.8, -0.6, -0.5, -0.1, -0.2, 0.7, 0, 0, 0.4, 0.2, -0.2, -0.3, 0.5, -1, 1],
};

// biome-ignore format: points (x, y, z)
const points = [
  [-1, -1, -1], [-1, -0.5, 0.3], [-0.5, -0.5, -0.5], [1, -0.6, -1], [-0.2, -0.2, -0.2], [0.4, 0.2, 0.6],
  [0, 0, 0], [-1, 0, 0], [0, 0, 0], [-1, 1, 0], [-0.2, -0.2, -0.2], [1, 0.4, -0.2], [0.5, 0.5, 0.5], [-1, -0.8, 0.8],
  [1, 1, 1], [0.4, 0.6, -0.3],
];
const volume = { images: [1, 3, 2, 2, 1], grid: points.flat(), gridShape: [1, 2, 4, 2, 3] };

/** Images hold 0, 1, 2, ..., volumes 1, 2, 3, ... */
export const imageValues = (shape: number[]) =>
  range(
    shape.reduce((product, size) => product * size, 1),
    shape.length - 4,
  );

// biome-ignore format: one case a paragraph
export const onnxCases: OnnxCase[] = [
  { name: 'gridsample', mode: 'linear', ...regular, expected: [
    0, 0.15, 0.55, 0.95, 1.35, 0.75, 0.6, 1.5, 2.3, 3.1, 3.9, 2.1, 2.2, 4.7, 5.5, 6.3, 7.1, 3.7,
    3.8, 7.9, 8.7, 9.5, 10.3, 5.3, 5.4, 11.1, 11.9, 12.7, 13.5, 6.9, 3, 6.15, 6.55, 6.95, 7.35, 3.75] },
  { name: 'zeros_padding', mode: 'linear', padding: 'zeros', ...far, expected: [0, 0, 1.7, 0, 0, 1.7, 0, 0] },
  { name: 'border_padding', mode: 'linear', padding: 'border', ...far, expected: [0, 0, 1.7, 5, 5, 1.7, 5, 5] },
  { name: 'reflection_padding', mode: 'linear', padding: 'reflection', ...far,
    expected: [2.5, 0, 1.7, 2.5, 2.5, 1.7, 5, 2.5] },
  { name: 'bilinear', mode: 'linear', ...near, expected: [0, 0.5, 1.7, 2.5, 2.5, 1.7, 4.5, 1.25] },
  { name: 'aligncorners_true', mode: 'linear', alignCorners: true, ...near,
    expected: [0, 1.25, 2, 2.5, 2.5, 2, 3.75, 5] },
  { name: 'nearest', mode: 'nearest', ...near, expected: [0, 0, 2, 2, 2, 2, 5, 0] },
  { name: 'bicubic', mode: 'cubic', ...near,
    expected: [-0.1406, 0.3828, 1.7556, 2.9688, 2.9688, 1.7556, 5.1445, 1.3906] },
  { name: 'nearest_align_corners_0_additional_1', mode: 'nearest', ...further, expected: [0, 0, 2, 3, 4, 3, 4, 4] },
  { name: 'nearest_align_corners_1_additional_1', mode: 'nearest', alignCorners: true, ...further,
    expected: [0, 0, 2, 3, 2, 3, 4, 4] },
  { name: 'bilinear_align_corners_0_additional_1', mode: 'linear', ...further,
    expected: [0, 0.45, 1.8, 2.4, 3.7, 2.1, 3.7, 1] },
  { name: 'bilinear_align_corners_1_additional_1', mode: 'linear', alignCorners: true, ...further,
    expected: [0.4, 1.2, 2.05, 2.85, 3.3, 2.2, 3.35, 4] },
  { name: 'bicubic_align_corners_0_additional_1', mode: 'cubic', ...further,
    expected: [-0.17325, 0.284265, 1.923106, 2.568, 5.170375, 2.284414, 4.744844, 1.046875] },
  { name: 'bicubic_align_corners_1_additional_1', mode: 'cubic', alignCorners: true, ...further,
    expected: [0.304001, 1.12875, 2.26627, 3.144844, 4.5315, 2.45536, 4.599819, 4] },
  { name: 'volumetric_bilinear_align_corners_0', mode: 'linear', ...volume,
    expected: [0.125, 3.4, 2, 0.45, 4.7, 10.9, 6.5, 3, 6.5, 1.75, 4.7, 3.3, 11, 2.52, 1.5, 5.49] },
  { name: 'volumetric_bilinear_align_corners_1', mode: 'linear', alignCorners: true, ...volume,
    expected: [1, 6.7, 3.75, 2.4, 5.4, 9.3, 6.5, 6, 6.5, 7, 5.4, 6.6, 9.25, 8.4, 12, 6.1] },
];
