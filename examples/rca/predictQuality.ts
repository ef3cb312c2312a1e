import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import {
  calibrateAccuracy,
  conformalInterval,
  type ReverseClassifier,
  reverseClassificationAccuracy,
} from 'diffblocks/rca';

/** An image `[height, width, channels]` and its labels, int32 `[height, width]`. */
type Segmented = { image: Tensor3D; segmentation: Tensor2D };

/** Predicts the Dice coefficient of segmentations from references whose truth is known (Valindria et al. 2017). */
export async function predictDice(
  segmented: Segmented[],
  references: Segmented[],
  options: { reverseClassifier: ReverseClassifier; classes: number },
  onStep: (step: number) => Promise<void>,
): Promise<number[]> {
  const dice: number[] = [];
  for (const one of segmented) {
    const { predicted } = await reverseClassificationAccuracy(one, references, options);
    dice.push(predicted.dice);
    await onStep(dice.length);
  }
  return dice;
}

/** Predictions, and the scores that turned out to be real. */
type Known = { predicted: number[]; real: number[] };

/** A function from a prediction to the expected score and its 90 % interval: a line from `fitting`, a width from `spare`. */
export function calibrated(fitting: Known, spare: Known) {
  const { apply } = calibrateAccuracy(fitting.predicted, fitting.real);
  const { halfWidth, interval } = conformalInterval(spare.predicted.map(apply), spare.real, { alpha: 0.1 });
  return { halfWidth, judge: (predicted: number) => ({ score: apply(predicted), range: interval(apply(predicted)) }) };
}
