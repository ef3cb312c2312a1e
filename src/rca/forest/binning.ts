/** The maximum number of bins of a feature: bin numbers fill a byte. */
export const mostBins = 256;

/** The number of values from which the borders of a feature's bins are computed. */
const sampled = 20_000;

/** Divides the values of features into at most 256 bins each, about equally full. NaN goes into the last bin. */
export class Binning {
  /** The values at which a new bin begins. */
  readonly #borders: Float32Array[];

  constructor(features: Float32Array[]) {
    this.#borders = features.map(bordersOf);
  }

  /** The bin of each value of a feature: the number of borders that are at most the value. */
  binsOf(values: Float32Array, feature: number): Uint8Array {
    const borders = this.#borders[feature];
    return Uint8Array.from(values, (value) => {
      let [low, high] = [0, borders.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value < borders[middle]) high = middle;
        else low = middle + 1;
      }
      return low;
    });
  }
}

/** Borders halfway between neighbouring values: between all values if they are few, otherwise between quantiles. */
function bordersOf(values: Float32Array): Float32Array {
  const stride = Math.max(1, values.length / sampled);
  const sample = Float32Array.from(
    { length: Math.min(values.length, sampled) },
    (_, k) => values[Math.floor(k * stride)],
  );
  sample.sort();
  const distinct = sample.filter((value, k) => !Number.isNaN(value) && (k === 0 || value !== sample[k - 1]));
  const halfway = (low: number, high: number) => low + (high - low) / 2;
  if (distinct.length <= mostBins) {
    return distinct.slice(1).map((value, k) => halfway(distinct[k], value));
  }
  const borders = new Set<number>();
  for (let k = 1; k < mostBins; k++) {
    const index = Math.floor((k * sample.length) / mostBins);
    if (sample[index] !== sample[index - 1]) borders.add(Math.fround(halfway(sample[index - 1], sample[index])));
    else borders.add(sample[index]);
  }
  return Float32Array.from(borders).sort();
}
