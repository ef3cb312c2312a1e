/**
 * Adds floats to entries of a `result` that accumulates, even if others are added at the same time. The second part of
 * `result` gets the rounding errors of the first, and the third part those of the second, so that the sum of all three
 * keeps float32's precision over millions of numbers. Needs `isFinite`, `rounded`, and the length of a part as
 * `uniforms.part`.
 */
export const atomicAdd = /* wgsl */ `
  /** Adds to entry \`index\`, and returns the exact error of that addition. */
  fn addRounded(index: i32, x: f32) -> f32 {
    var before = atomicLoad(&result[index]);
    loop {
      let after = bitcast<i32>(bitcast<f32>(before) + x);
      let exchange = atomicCompareExchangeWeak(&result[index], before, after);
      if (exchange.exchanged) {
        let sum = rounded(bitcast<f32>(after));
        let added = rounded(sum - bitcast<f32>(before));
        let error = rounded(bitcast<f32>(before) - rounded(sum - added)) + rounded(x - added);
        return select(0.0, error, isFinite(sum));
      }
      before = exchange.old_value;
    }
  }

  fn addTo(index: i32, x: f32) {
    if ((bitcast<u32>(x) << 1u) == 0u) { return; } // false for NaN
    let error = addRounded(index, x);
    let second = index + uniforms.part;
    if (error == 0.0 || second >= uniforms.size) { return; }
    let rest = addRounded(second, error);
    if (rest != 0.0) { _ = addRounded(second + uniforms.part, rest); }
  }
`;
