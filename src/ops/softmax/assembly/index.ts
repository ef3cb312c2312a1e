// for each row, with w = exp((logits − largest) / temperature), 0 for a logit of −∞:
//   softmax = w / Σw,  logSoftmax = (logits − largest) / temperature − log Σw,  logSumExp = largest + log Σw

import { copyBytes } from '../../../wasm/assembly/lanes';
import { impossible, loadLogits, rowBytes, scalarLogarithm, soften } from './rows';

/** Bytes of temporary space: the logits and the probabilities of a row. */
export function scratchBytes(classes: i32): f64 {
  return <f64>2 * rowBytes(classes);
}

export function softmax(logits: usize, output: usize, row: usize, rows: i32, classes: i32, temperature: f32): void {
  const bytes = rowBytes(classes);
  for (let i = 0; i < rows; i++, logits += classes * 4, output += classes * 4) {
    const largest = loadLogits(logits, row, classes);
    soften(row, bytes, largest, temperature, row + bytes);
    copyBytes(row + bytes, output, <usize>classes * 4);
  }
}

export function logSoftmax(logits: usize, output: usize, row: usize, rows: i32, classes: i32, temperature: f32): void {
  const bytes = rowBytes(classes);
  for (let i = 0; i < rows; i++, logits += classes * 4, output += classes * 4) {
    const largest = loadLogits(logits, row, classes);
    const logTotal = <f32>scalarLogarithm(max<f64>(soften(row, bytes, largest, temperature, row + bytes), 1));
    for (let at = row; at < row + bytes; at += 16) {
      const x = v128.load(at);
      const scaled = f32x4.div(f32x4.sub(x, f32x4.splat(largest)), f32x4.splat(temperature));
      const logProbabilities = f32x4.sub(scaled, f32x4.splat(logTotal));
      v128.store(at, v128.bitselect(f32x4.splat(-Infinity), logProbabilities, impossible(x)));
    }
    copyBytes(row, output, <usize>classes * 4);
  }
}

export function logSumExp(x: usize, output: usize, row: usize, rows: i32, length: i32): void {
  const bytes = rowBytes(length);
  for (let i = 0; i < rows; i++, x += length * 4, output += 4) {
    const largest = loadLogits(x, row, length);
    const sum = soften(row, bytes, largest, 1, row + bytes);
    store<f32>(output, sum == 0 ? -Infinity : <f32>(largest + scalarLogarithm(sum)));
  }
}
