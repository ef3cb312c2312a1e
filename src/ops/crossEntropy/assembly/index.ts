// for each row: crossEntropy = −weight · Σ labels · log softmax(logits), or +∞ where a label is on a logit of −∞;
//   gradient = dy · weight · (softmax(logits) · Σ labels − labels), or 0 for a logit of −∞

import { copyBytes } from '../../../wasm/assembly/lanes';
import {
  impossible,
  loadLogits,
  loadRow,
  rowBytes,
  scalarLogarithm,
  soften,
  sumRow,
} from '../../softmax/assembly/rows';

/** Bytes of temporary space: rows of the logits, of their probabilities, and of the labels. */
export function scratchBytes(classes: i32): f64 {
  return <f64>3 * rowBytes(classes);
}

export function crossEntropy(
  logits: usize,
  labels: usize,
  output: usize,
  row: usize,
  rows: i32,
  classes: i32,
  weight: f64,
): void {
  const bytes = rowBytes(classes);
  const labelRow = row + 2 * bytes;
  for (let i = 0; i < rows; i++, logits += classes * 4, labels += classes * 4, output += 4) {
    const largest = loadLogits(logits, row, classes);
    const logTotal = <f32>scalarLogarithm(max<f64>(soften(row, bytes, largest, 1, row + bytes), 1));
    loadRow(labels, labelRow, classes, 0);
    for (let at = row; at < row + bytes; at += 16) {
      const x = v128.load(at);
      const label = v128.load(at + 2 * bytes);
      const logProbability = f32x4.sub(f32x4.sub(x, f32x4.splat(largest)), f32x4.splat(logTotal));
      const possible = v128.andnot(f32x4.splat(1), impossible(x));
      v128.store(at, f32x4.mul(f32x4.mul(label, possible), logProbability));
      v128.store(at + 2 * bytes, f32x4.mul(label, f32x4.sub(f32x4.splat(1), possible)));
    }
    const entropy = -weight * sumRow(row, bytes);
    store<f32>(output, sumRow(labelRow, bytes) > 0 ? Infinity : <f32>entropy);
  }
}

export function gradient(
  dy: usize,
  logits: usize,
  labels: usize,
  output: usize,
  row: usize,
  rows: i32,
  classes: i32,
  weight: f64,
): void {
  const bytes = rowBytes(classes);
  const labelRow = row + 2 * bytes;
  for (let i = 0; i < rows; i++, logits += classes * 4, labels += classes * 4, output += classes * 4) {
    const largest = loadLogits(logits, row, classes);
    soften(row, bytes, largest, 1, row + bytes);
    loadRow(labels, labelRow, classes, 0);
    const sum = f32x4.splat(<f32>sumRow(labelRow, bytes));
    const scale = f32x4.splat(<f32>(load<f32>(dy + i * 4) * weight));
    for (let at = row; at < row + bytes; at += 16) {
      const difference = f32x4.sub(f32x4.mul(v128.load(at + bytes), sum), v128.load(at + 2 * bytes));
      v128.store(at, v128.andnot(f32x4.mul(difference, scale), impossible(v128.load(at))));
    }
    copyBytes(row, output, <usize>classes * 4);
  }
}
