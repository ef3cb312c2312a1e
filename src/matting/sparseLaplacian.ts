/** A square matrix as its entries: `values[n]` is at row `rows[n]` and column `columns[n]`. */
export interface SparseMatrix {
  rows: Int32Array;
  columns: Int32Array;
  values: Float64Array;
}

interface WindowedPixels {
  /** The image, channel by channel. */
  planes: ArrayLike<number>;
  height: number;
  width: number;
  channels: number;
  radius: number;
  epsilon: number;
}

/** The matting Laplacian in float64, window by window, with its entries ordered by rows and columns. */
export function sparseLaplacian(image: WindowedPixels): SparseMatrix {
  const { height, width, radius } = image;
  // Two pixels of a window are at most 2 · radius apart along each axis, so each pixel has a square of possible
  // partners.
  const reach = 2 * radius;
  const side = 2 * reach + 1;
  const bands = new Float64Array(height * width * side * side);
  const bandIndex = (i: number, j: number) => {
    const rowDistance = Math.floor(j / width) - Math.floor(i / width) + reach;
    return (i * side + rowDistance) * side + (j % width) - (i % width) + reach;
  };
  for (let top = 0; top + reach < height; top++) {
    for (let left = 0; left + reach < width; left++) addWindow(image, top, left, bands, bandIndex);
  }

  const count = overlaps(height, reach) * overlaps(width, reach);
  const matrix = {
    rows: new Int32Array(count),
    columns: new Int32Array(count),
    values: new Float64Array(count),
  };
  let entry = 0;
  for (let i = 0; i < height * width; i++) {
    const y = Math.floor(i / width);
    const x = i % width;
    for (let otherY = Math.max(y - reach, 0); otherY <= Math.min(y + reach, height - 1); otherY++) {
      for (let otherX = Math.max(x - reach, 0); otherX <= Math.min(x + reach, width - 1); otherX++) {
        const j = otherY * width + otherX;
        matrix.rows[entry] = i;
        matrix.columns[entry] = j;
        matrix.values[entry++] = bands[bandIndex(i, j)];
      }
    }
  }
  return matrix;
}

/** The number of pairs of positions 0 ... length − 1 that are at most `reach` apart. */
const overlaps = (length: number, reach: number) => {
  let pairs = 0;
  for (let i = 0; i < length; i++) pairs += Math.min(i + reach, length - 1) - Math.max(i - reach, 0) + 1;
  return pairs;
};

/** Adds δ_ij − 1/|w| − D_iᵀ S⁻¹ D_j, S = Σ_i D_i D_iᵀ + ε Id, for every pair of pixels in one window. */
function addWindow(
  { planes, height, width, channels, radius, epsilon }: WindowedPixels,
  top: number,
  left: number,
  bands: Float64Array,
  bandIndex: (i: number, j: number) => number,
): void {
  const side = 2 * radius + 1;
  const members = Array.from(
    { length: side * side },
    (_, n) => (top + Math.floor(n / side)) * width + left + (n % side),
  );
  const whitened = orthonormalize(
    Array.from({ length: channels }, (_, channel) => {
      const colours = members.map((pixel) => planes[channel * height * width + pixel]);
      const mean = colours.reduce((total, colour) => total + colour, 0) / members.length;
      const ridge = Array.from({ length: channels }, (_, other) => (other === channel ? Math.sqrt(epsilon) : 0));
      return [...colours.map((colour) => colour - mean), ...ridge];
    }),
  );
  members.forEach((i, m) => {
    members.forEach((j, n) => {
      const explained = whitened.reduce((total, vector) => total + vector[m] * vector[n], 1 / members.length);
      bands[bandIndex(i, j)] += (i === j ? 1 : 0) - explained;
    });
  });
}

/** Gram–Schmidt: the columns of D over √ε Id become Q, and D S⁻¹ Dᵀ above is the product of Q's first rows. */
function orthonormalize(vectors: number[][]): number[][] {
  const orthonormal: number[][] = [];
  for (const vector of vectors) {
    let rest = vector;
    for (const unit of orthonormal) {
      const projection = scalarProduct(unit, rest);
      rest = rest.map((component, n) => component - projection * unit[n]);
    }
    const norm = Math.sqrt(scalarProduct(rest, rest));
    orthonormal.push(rest.map((component) => component / norm));
  }
  return orthonormal;
}

const scalarProduct = (a: number[], b: number[]) => a.reduce((total, component, n) => total + component * b[n], 0);
