/** A matrix whose rows are zero except for one run of columns each. */
export interface BandedMatrix {
  columns: number;
  rows: Band[];
}

/** The entries of a row from column `first` on; entries on either side are zero. */
export interface Band {
  first: number;
  weights: number[];
}

/** A cache, keyed by the rows of a matrix, because a matrix is made once and multiplied often. */
const transposes = new WeakMap<Band[], BandedMatrix>();

export function transposed(matrix: BandedMatrix): BandedMatrix {
  const known = transposes.get(matrix.rows);
  if (known) return known;
  const result = transpose(matrix);
  transposes.set(matrix.rows, result);
  return result;
}

function transpose({ columns, rows }: BandedMatrix): BandedMatrix {
  const bands = Array.from({ length: columns }, (): Band => ({ first: 0, weights: [] }));
  for (const [row, { first, weights }] of rows.entries()) {
    for (const [index, weight] of weights.entries()) {
      const band = bands[first + index];
      if (band.weights.length === 0) band.first = row;
      while (band.weights.length < row - band.first) band.weights.push(0);
      band.weights.push(weight);
    }
  }
  return { columns: rows.length, rows: bands };
}

export interface PackedMatrix {
  starts: Int32Array;
  firsts: Int32Array;
  weights: Float32Array;
}

const packings = new WeakMap<Band[], PackedMatrix>();

/** The bands, concatenated: that of row r is weights[starts[r]] to weights[starts[r + 1] − 1]. */
export function packed({ rows }: BandedMatrix): PackedMatrix {
  const known = packings.get(rows);
  if (known) return known;
  const starts = new Int32Array(rows.length + 1);
  for (const [row, { weights }] of rows.entries()) starts[row + 1] = starts[row] + weights.length;
  const weights = new Float32Array(starts[rows.length]);
  for (const [row, band] of rows.entries()) weights.set(band.weights, starts[row]);
  const result = { starts, firsts: Int32Array.from(rows, ({ first }) => first), weights };
  packings.set(rows, result);
  return result;
}
