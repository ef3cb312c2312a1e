// For each row: output = −weight · Σ labels · log softmax(logits), or +∞ where a label lies on a logit of −∞.

import {
  addInFloat64,
  impossible,
  loadLogits,
  loadRow,
  logarithm,
  rowBytes,
  soften,
  total,
} from '../temperedSoftmax/rows.wasm';

/** Bytes of temporary space: the logits of a row, then its probabilities, which its labels replace. */
export function scratchBytes(classes: i32): usize {
  return 2 * rowBytes(classes);
}

export function crossEntropy(
  logits: usize,
  labels: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  classes: i32,
  weight: f64,
): void {
  if (weight == 0) {
    memory.fill(output, 0, <usize>rows * 4);
    return;
  }
  const bytes = rowBytes(classes);
  for (let i = 0; i < rows; i++, logits += classes * 4, labels += classes * 4, output += 4) {
    const largest = loadLogits(logits, scratch, classes);
    const logTotal = <f32>logarithm(max<f64>(soften(scratch, bytes, largest, 1, scratch + bytes), 1));
    loadRow(labels, scratch + bytes, classes, 0);
    let sums = f64x2.splat(0);
    let ruledOut = f64x2.splat(0);
    for (let at = scratch; at < scratch + bytes; at += 16) {
      const x = v128.load(at);
      const label = v128.load(at + bytes);
      const logProbability = f32x4.sub(f32x4.sub(x, f32x4.splat(largest)), f32x4.splat(logTotal));
      const possible = v128.andnot(f32x4.splat(1), impossible(x));
      sums = addInFloat64(sums, f32x4.mul(f32x4.mul(label, possible), logProbability));
      ruledOut = addInFloat64(ruledOut, f32x4.mul(label, f32x4.sub(f32x4.splat(1), possible)));
    }
    store<f32>(output, total(ruledOut) > 0 ? Infinity : <f32>(-weight * total(sums)));
  }
}
