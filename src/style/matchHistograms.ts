import {
  add,
  cast,
  div,
  equal,
  floor,
  gather,
  greaterEqual,
  maximum,
  minimum,
  mul,
  neg,
  reshape,
  searchSorted,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  topk,
  transpose,
  unstack,
  where,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import type { Match } from './match';

/** Gives each channel of an image the histogram of the reference. A pixel counts if its mask is at least ½. */
export const matchHistograms: Match = (image, reference, masks) =>
  noGradient(() => {
    const [batch, height, width, channels] = image.shape;
    const [references, imageMasks, referenceMasks] = [reference, masks?.image, masks?.reference].map(
      (x) => x && channelsOf(x),
    );
    const matched = channelsOf(image).map((values, row) => {
      const example = Math.floor(row / channels);
      return matchValues(values, references![row], imageMasks?.[example], referenceMasks?.[example]);
    });
    const channelsFirst = reshape(stack(matched), [batch, channels, height, width]);
    return transpose(channelsFirst, [0, 2, 3, 1]) as Tensor4D;
  });

/** The values of each channel of each example. */
const channelsOf = (x: Tensor4D): Tensor1D[] => {
  const [batch, height, width, channels] = x.shape;
  return unstack(reshape(transpose(x, [0, 3, 1, 2]), [batch * channels, height * width])) as Tensor1D[];
};

/**
 * Qᵣ(F(x)), with c = F(x) · N. Let v be the smallest reference value such that more than c values are at most v. The
 * result interpolates between v and the next smaller value, by the position of c between the counts of values up to
 * each.
 */
function matchValues(values: Tensor1D, reference: Tensor1D, mask?: Tensor1D, referenceMask?: Tensor1D): Tensor {
  const [sorted, count] = sortedValues(values, mask);
  const [sortedReference, referenceCount] = sortedValues(reference, referenceMask);
  const c = div(mul(countUpTo(sorted, values, 'right'), referenceCount), maximum(count, 1));
  const above = valueAt(sortedReference, minimum(floor(c), maximum(sub(referenceCount, 1), 0)));
  const below = countUpTo(sortedReference, above, 'left');
  const previous = valueAt(sortedReference, maximum(sub(below, 1), 0));
  const share = div(sub(c, below), sub(countUpTo(sortedReference, above, 'right'), below));
  const blended = add(previous, mul(sub(above, previous), share));
  const matched = where(equal(below, 0), above, blended);
  // A class without pixels in one of the two images keeps its colours.
  return where(equal(mul(count, referenceCount), 0), values, matched);
}

/** The value of pixels outside the mask, which sorts them after all others. */
const leftOut = 3e38;

function sortedValues(values: Tensor1D, mask?: Tensor1D): [sorted: Tensor1D, count: Tensor | number] {
  if (!mask) return [ascending(values), values.size];
  const counted = greaterEqual(mask, 0.5);
  return [ascending(where(counted, values, leftOut)), sum(cast(counted, 'float32'))];
}

const ascending = (values: Tensor1D): Tensor1D => neg(topk(neg(values), values.size).values);

const countUpTo = (sorted: Tensor1D, values: Tensor, side: 'left' | 'right'): Tensor =>
  cast(searchSorted(sorted, values, side), 'float32');

const valueAt = (sorted: Tensor1D, index: Tensor): Tensor => gather(sorted, cast(index, 'int32'));
