/**
 * The squared Euclidean distance of every pixel to the nearest site, exact up to float64 rounding, in time linear in
 * the number of pixels; ∞ without a site.
 *
 *     D(p) = min over sites q of Σ_axes (spacing · (p − q))²
 *
 * It works axis by axis: along a line the squared distance is the lower envelope of one parabola per pixel.
 *
 * @see Felzenszwalb and Huttenlocher 2012, "Distance transforms of sampled functions", section 2.
 */
export function squaredDistances(sites: Uint8Array, size: readonly number[], spacing: readonly number[]): Float64Array {
  const squared = Float64Array.from(sites, (site) => (site ? 0 : Number.POSITIVE_INFINITY));
  let stride = 1;
  for (let axis = size.length - 1; axis >= 0; axis--) {
    const count = size[axis];
    const envelope = new Envelope(count, spacing[axis]);
    for (let block = 0; block < squared.length; block += count * stride) {
      for (let start = block; start < block + stride; start++) envelope.replace(squared, start, stride);
    }
    stride *= count;
  }
  return squared;
}

/** The lower envelope of the parabolas of a line. */
class Envelope {
  readonly #heights: Float64Array;
  /** The pixels whose parabolas form the envelope, and where each becomes the lowest. */
  readonly #apexes: Int32Array;
  readonly #starts: Float64Array;

  constructor(
    readonly count: number,
    readonly spacing: number,
  ) {
    this.#heights = new Float64Array(count);
    this.#apexes = new Int32Array(count);
    this.#starts = new Float64Array(count);
  }

  /** Replaces the heights f of a line by min over q of f(q) + (spacing · (p − q))². */
  replace(values: Float64Array, start: number, stride: number): void {
    const [heights, apexes, starts, unit] = [this.#heights, this.#apexes, this.#starts, this.spacing ** 2];
    let last = -1;
    for (let pixel = 0; pixel < this.count; pixel++) {
      const height = values[start + pixel * stride];
      heights[pixel] = height;
      if (height === Number.POSITIVE_INFINITY) continue; // ∞ − ∞ is not a crossing
      let crossing = Number.NEGATIVE_INFINITY;
      while (last >= 0) {
        const apex = apexes[last];
        crossing = ((height - heights[apex]) / unit / (pixel - apex) + pixel + apex) / 2;
        if (crossing > starts[last]) break;
        last--;
      }
      last++;
      apexes[last] = pixel;
      starts[last] = last === 0 ? Number.NEGATIVE_INFINITY : crossing;
    }
    if (last < 0) return;
    for (let pixel = 0, part = 0; pixel < this.count; pixel++) {
      while (part < last && starts[part + 1] < pixel) part++;
      values[start + pixel * stride] = heights[apexes[part]] + unit * (pixel - apexes[part]) ** 2;
    }
  }
}
