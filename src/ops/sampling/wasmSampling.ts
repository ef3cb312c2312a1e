import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type SamplingAttributes, tapsPerAxis } from './attributes';
import type { Exports } from './module.generated';

const paddings = { zeros: 0, border: 1, reflection: 2, wrap: 3 };

/** Writes the constants of a call of the module into the scratch. */
export function writeSampling(
  { prepare, setFill }: Exports,
  scratch: number,
  [, ...size]: number[],
  { interpolation, padding, alignCorners, inPixels = false, fill = [] }: SamplingAttributes,
): void {
  const [depth, height, width, channels] = size.length === 3 ? [1, ...size] : size;
  prepare({
    scratch,
    ...{ depth, height, width, channels },
    axes: size.length - 1,
    tapsPerAxis: tapsPerAxis[interpolation],
    padding: paddings[padding],
    alignCorners: Number(alignCorners),
    inPixels: Number(inPixels),
  });
  for (const [channel, value] of fill.entries()) setFill({ scratch, channel, value });
}

/** The number of samples that a grid [batch, ...outputSize, axes] takes from each image. */
export const sampleCounts = ({ shape: [batch, ...outputSize] }: TensorInfo) => ({
  batch,
  samples: util.sizeFromShape(outputSize.slice(0, -1)),
});
