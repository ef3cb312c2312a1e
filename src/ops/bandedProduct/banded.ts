/** A matrix whose rows are zero but for one run of columns each. */
export interface BandedMatrix {
  columns: number;
  rows: Band[];
}

/** The numbers of a row from the column `first` on; what lies to either side is zero. */
export interface Band {
  first: number;
  weights: number[];
}

export function transposed({ columns, rows }: BandedMatrix): BandedMatrix {
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
