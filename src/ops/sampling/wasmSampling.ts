import type { Sampling } from './taps';

const tapsPerAxis = { nearest: 1, linear: 2, cubic: 4 };
const paddings = { zeros: 0, border: 1, reflection: 2 };

/** Writes into the scratch what a call of `wasm.ts` holds fixed. */
export function writeSampling(
  { prepare, setFill }: Record<string, (...numbers: number[]) => number>,
  scratch: number,
  imagesShape: number[],
  { interpolation, padding, alignCorners, inPixels = false, fill = [] }: Sampling,
): void {
  const [, ...size] = imagesShape;
  const axes = size.length - 1;
  const depth = axes === 2 ? [1] : [];
  const modes = [tapsPerAxis[interpolation], paddings[padding], Number(alignCorners), Number(inPixels)];
  prepare(scratch, ...depth, ...size, axes, ...modes);
  for (const [channel, value] of fill.entries()) setFill(scratch, channel, value);
}

/** [batch, samples] of a grid [batch, ...outputSize, axes]. */
export function sampleCounts([batch, ...outputSize]: number[]): [number, number] {
  return [batch, outputSize.slice(0, -1).reduce((product, size) => product * size, 1)];
}
