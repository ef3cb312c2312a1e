import { add, mul, type Tensor, type TensorLike, tensor1d } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument, tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import type { GridOptions } from './affineGrid';
import { identityGrid } from './linearGrid';

/**
 * The sampling grid of a flow field: each output pixel samples its own position in the input, moved by the flow.
 *
 *     x_in = x_out + 2 u / width,  y_in = y_out + 2 v / height
 *
 * with the flow (u, v) in pixels; with `alignCorners` the divisors are width − 1 and height − 1.
 *
 * @param flow `[batch, height, width, 2]`, or `[height, width, 2]` for one example: (x, y) offsets in pixels of an
 * input of the same size.
 * @param options `alignCorners` (default false).
 * @returns The grid, in the shape of the flow; coordinates (x, y), in [−1, 1] inside the input.
 * @throws ArgumentError if flow has another shape or an option is unknown.
 *
 * @example
 * flowGrid([[[1, 0], [0, 0]]]).print(); // [[[0.5, 0], [0.5, 0]]]
 *
 * @see The warp of optical flow, as in Ilg et al. 2017, "FlowNet 2.0", section 4.
 */
export function flowGrid<T extends Tensor | TensorLike, Grid extends SameRank<T> = SameRank<T>>(
  flow: T,
  options?: GridOptions,
): Grid {
  return tidy(() => {
    const { alignCorners } = optionsArgument('flowGrid', options, { alignCorners: false });
    const given = tensorArgument('flowGrid', 'flow', flow, { rank: [3, 4] });
    tensorArgument('flowGrid', 'flow', given, { shape: [...Array<null>(given.rank - 1).fill(null), 2] });
    booleanArgument('flowGrid', 'alignCorners', alignCorners);
    const offsets = toBatch(given, 4);
    const [, height, width] = offsets.shape;
    const identity = identityGrid([height, width], alignCorners);
    const unitsPerPixel = tensor1d([width, height].map((size) => unitsOf(size, alignCorners)));
    return fromBatch(add(mul(offsets, unitsPerPixel), identity), given.rank === 3);
  });
}

/** The width of a pixel in coordinates. With aligned corners, an axis of size 1 is one pixel at every coordinate. */
const unitsOf = (size: number, alignCorners: boolean) => 2 / (alignCorners ? Math.max(size - 1, 1) : size);
