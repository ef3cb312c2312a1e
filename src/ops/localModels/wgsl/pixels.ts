import { repeated } from '../../../webgpu/wgsl/repeated';

/**
 * `loadColours(pixel)` sets `colours` to those of a pixel of `guide` [batch, height, width, K], minus the `means`
 * [batch, K] that `loadReference` has loaded for its image, and rotated as in `toGuidePlanes`; `unrotate` is the adjoint
 * of the rotation. Planes are [plane, pixel], with the pixels of all images in one row.
 */
export function guidePixels(colours: number): string {
  // Of the scales: for the sum of the colours, then for their differences.
  const squares = [colours, ...Array.from({ length: colours - 1 }, (_, j) => (j + 1) * (j + 2))];
  return /* wgsl */ `
  const COLOURS = ${colours};
  var<private> colours: array<f32, COLOURS>;
  var<private> reference: array<f32, COLOURS>;

  fn loadReference(pixel: i32) {
    let example = pixel / (uniforms.height * uniforms.width);
    for (var k = 0; k < COLOURS; k++) { reference[k] = meansAt(example * COLOURS + k); }
  }

  const SCALES = array<f32, COLOURS>(${squares.map((square) => 1 / Math.sqrt(square)).join(', ')});

  fn loadColours(pixel: i32) {
    var before = 0.0;
    ${repeated(colours)(
      'k',
      0,
      colours,
      (k) => `
    let colour = guideAt(pixel * COLOURS + ${k}) - reference[${k}];
    colours[${k}] = (before - f32(${k}) * colour) * SCALES[${k}];
    before += colour;`,
    )}
    colours[0] = before * SCALES[0];
  }

  /** The gradient for channel i of the guide, from those for \`colours\`. */
  fn unrotate(i: i32, gradients: array<f32, COLOURS>) -> f32 {
    var along = gradients;
    var sum = along[0] * SCALES[0];
    for (var j = max(i, 1); j < COLOURS; j++) { sum += select(1.0, f32(-j), i == j) * SCALES[j] * along[j]; }
    return sum;
  }
`;
}

/** The pixels of a window in the row and in the column of its centre, as distances from it. */
export const windowOfPixel = /* wgsl */ `
  struct Run { first: i32, last: i32 };

  fn cut(at: i32, size: i32) -> Run { return Run(-min(at, uniforms.radius), min(size - 1 - at, uniforms.radius)); }
  fn alongRow(pixel: i32) -> Run { return cut(pixel % uniforms.width, uniforms.width); }
  fn alongColumn(pixel: i32) -> Run { return cut(pixel / uniforms.width % uniforms.height, uniforms.height); }
  fn countOf(run: Run) -> f32 { return f32(run.last - run.first + 1); }
  fn pixelsInWindow(pixel: i32) -> f32 { return countOf(alongRow(pixel)) * countOf(alongColumn(pixel)); }
`;

/** The sum of a plane over the window of a pixel, from its sums over rows, `sums`; `rows` is `alongColumn(pixel)`. */
export const windowSum = /* wgsl */ `
  fn sumOf(plane: i32, pixel: i32, rows: Run) -> f32 {
    var sum = 0.0;
    for (var d = rows.first; d <= rows.last; d++) {
      sum += sumsAt(plane * uniforms.pixels + pixel + d * uniforms.width);
    }
    return sum;
  }
`;

/** The planes are K colours, then C values; the products are those of planes k < K and p ≥ k. */
export function sizesOfSystems({ colours, channels }: { colours: number; channels: number }) {
  const planes = colours + channels;
  return { planes, products: (colours * (colours + 1)) / 2 + colours * channels };
}

/**
 * products[at(k, p)] is the covariance of planes k and p, and `solve` replaces those with the values by the slopes of
 * the models. It is Gaussian elimination as in `composed`, with the same lower bound of the pivots.
 */
export function systems(constants: { colours: number; channels: number }): string {
  const { planes, products } = sizesOfSystems(constants);
  return /* wgsl */ `
    const CHANNELS = ${constants.channels};
    const PLANES = ${planes};
    const PRODUCTS = ${products};
    var<private> products: array<f32, PRODUCTS>;

    fn at(k: i32, p: i32) -> i32 { return k * PLANES - k * (k - 1) / 2 + p - k; }

    fn solve(ridge: f32) {
      var pivots = array<f32, COLOURS>();
      for (var k = 0; k < COLOURS; k++) {
        products[at(k, k)] += ridge;
        pivots[k] = max(products[at(k, k)] * 0x1p-20, ridge);
      }
      for (var k = 0; k < COLOURS; k++) {
        let computed = products[at(k, k)];
        pivots[k] = select(computed, pivots[k], computed < pivots[k]);
        for (var next = k + 1; next < COLOURS; next++) {
          let factor = products[at(k, next)] / pivots[k];
          for (var p = next; p < PLANES; p++) { products[at(next, p)] -= factor * products[at(k, p)]; }
        }
      }
      for (var k = COLOURS - 1; k >= 0; k--) {
        for (var c = COLOURS; c < PLANES; c++) {
          var rest = products[at(k, c)];
          for (var l = k + 1; l < COLOURS; l++) { rest -= products[at(k, l)] * products[at(l, c)]; }
          products[at(k, c)] = rest / pivots[k];
        }
      }
    }
  `;
}
