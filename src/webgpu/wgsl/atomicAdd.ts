/**
 * Adds floats to entries of a `result` that accumulates, even if others are added at the same time, and the rounding
 * errors of these sums to `errorsBits`, so that both together keep float32's precision over millions of numbers. The
 * sum of the errors is rounded at random: equal numbers have equal errors, whose own rounding errors would add up.
 * Needs `isFinite` and `rounded`.
 */
export const atomicAdd = /* wgsl */ `
  fn addTo(index: i32, x: f32) {
    if ((bitcast<u32>(x) << 1u) == 0u) { return; } // false for NaN
    var before = atomicLoad(&result[index]);
    loop {
      let after = bitcast<i32>(bitcast<f32>(before) + x);
      let exchange = atomicCompareExchangeWeak(&result[index], before, after);
      if (exchange.exchanged) {
        addError(index, errorOf(bitcast<f32>(before), x, rounded(bitcast<f32>(after))), before);
        return;
      }
      before = exchange.old_value;
    }
  }

  /** The exact error of sum = a + b. */
  fn errorOf(a: f32, b: f32, sum: f32) -> f32 {
    let added = rounded(sum - a);
    return select(0.0, rounded(a - rounded(sum - added)) + rounded(b - added), isFinite(sum));
  }

  fn addError(index: i32, error: f32, seed: i32) {
    if (error == 0.0) { return; }
    let fraction = fractionOf(bitcast<u32>(seed) ^ (globalId.x * 2654435761u) ^ (globalId.y * 2246822519u));
    var before = atomicLoad(&errorsBits[index]);
    loop {
      let unit = bitcast<f32>(before & 0x7f800000) * 0x1p-23; // of the last place
      let after = bitcast<i32>(bitcast<f32>(before) + rounded(error + rounded(fraction * unit)));
      let exchange = atomicCompareExchangeWeak(&errorsBits[index], before, after);
      if (exchange.exchanged) { return; }
      before = exchange.old_value;
    }
  }

  /** From −½ to ½: the PCG hash of a number. */
  fn fractionOf(number: u32) -> f32 {
    let state = number * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return f32((word >> 22u) ^ word) * 0x1p-32 - 0.5;
  }
`;
