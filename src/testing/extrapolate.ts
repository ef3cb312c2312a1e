/** A quantity at one step, and a bound on its rounding error. */
export interface Estimate {
  value: number;
  noise: number;
}

/** A limit, the spread of the estimates around it, and a bound on its rounding error. */
export interface Limit extends Estimate {
  spread: number;
}

/** The finest step is 2⁻¹¹ of the first. */
const levels = 12;

/**
 * The limit for step → 0 of a quantity whose error is even in the step, from steps 1, 1/2, 1/4, .... Of all
 * extrapolations it takes the one with the least sum of spread (its distance from the values that it was made from,
 * Ridders 1982) and noise. It stops once they are below what `settled` allows for the value, or once the noise alone
 * exceeds the best sum so far. Steps that give NaN (outside the domain) are skipped.
 */
export async function extrapolate(
  quantity: (step: number) => Promise<Estimate>,
  settled: (value: number) => number,
): Promise<Limit> {
  let best: Limit = { value: Number.NaN, spread: Number.POSITIVE_INFINITY, noise: 0 };
  let previous: number[] = [];
  for (let level = 0; level < levels; level++) {
    const { value, noise } = await quantity(2 ** -level);
    const row = [value];
    for (let order = 1; order <= level; order++) {
      row[order] = row[order - 1] + (row[order - 1] - previous[order - 1]) / (4 ** order - 1);
      const spread = Math.max(Math.abs(row[order] - row[order - 1]), Math.abs(row[order] - previous[order - 1]));
      if (spread + noise < best.spread + best.noise) best = { value: row[order], spread, noise };
    }
    const uncertainty = best.spread + best.noise;
    if (uncertainty <= settled(best.value) || noise > uncertainty) break;
    previous = row;
  }
  return best;
}
