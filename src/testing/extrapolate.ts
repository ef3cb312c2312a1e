/** A limit, how far its last two estimates lie apart, and the finest step that went into it. */
export interface Limit {
  value: number;
  spread: number;
  step: number;
}

const levels = 4;

/**
 * The limit for step → 0 of a quantity whose error is even in the step, from steps 1, 1/2, 1/4, 1/8: of all
 * extrapolations the one that agrees best with those it was made of (Ridders 1982). It goes no further once that
 * spread is below `settled`. Steps that give NaN (outside the domain) are passed over.
 */
export async function extrapolate(quantity: (step: number) => Promise<number>, settled: number): Promise<Limit> {
  let best: Limit = { value: Number.NaN, spread: Number.POSITIVE_INFINITY, step: 1 };
  let previous: number[] = [];
  for (let level = 0; level < levels; level++) {
    const step = 2 ** -level;
    const row = [await quantity(step)];
    for (let order = 1; order <= level; order++) {
      row[order] = row[order - 1] + (row[order - 1] - previous[order - 1]) / (4 ** order - 1);
      const spread = Math.max(Math.abs(row[order] - row[order - 1]), Math.abs(row[order] - previous[order - 1]));
      if (spread < best.spread) best = { value: row[order], spread, step };
    }
    if (best.spread <= settled) break;
    previous = row;
  }
  return best;
}
