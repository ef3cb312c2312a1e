import { squaredDistances } from './distanceTransform';
import { croppedMasks, type Mask } from './masks';
import { surfaceElements } from './surfaceElements';

/** The distances from the parts of one surface to the other surface. */
export interface Distances {
  values: Float64Array;
  /** The area of each part; undefined if all count alike. */
  areas?: Float64Array;
}

export interface DirectedDistances {
  toTruth: Distances;
  toPredicted: Distances;
}

/** `'pixels'`: the pixels at the edge of a mask, which count alike. `'area'`: pieces of surface between pixels. */
export type SurfaceWeighting = 'pixels' | 'area';

interface Grid {
  size: readonly number[];
  spacing: readonly number[];
  weighting?: SurfaceWeighting;
}

/**
 * The record from which all surface metrics are computed. `predicted` and `truth` are the pixels of class `id`, or all
 * nonzero pixels. A distance to an empty mask is ∞.
 */
export function directedDistances(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  { size, spacing, weighting = 'pixels' }: Grid,
  id?: number,
): DirectedDistances {
  const masks = croppedMasks([predicted, truth], size, (label) => (id === undefined ? label !== 0 : label === id));
  if (masks.length === 0)
    return { toTruth: { values: new Float64Array(0) }, toPredicted: { values: new Float64Array(0) } };
  const [a, b] = masks.map((mask) => (weighting === 'area' ? surfaceElements(mask, spacing) : edge(mask)));
  return { toTruth: distancesTo(b, a, spacing), toPredicted: distancesTo(a, b, spacing) };
}

/** The places that belong to a surface, and their areas unless all count alike. */
interface Surface {
  sites: Uint8Array;
  size: readonly number[];
  areas?: Float64Array;
}

/** A mask minus its erosion by the cross: the pixels with a neighbour along an axis outside the mask or the image. */
function edge({ inside, size }: Mask): Surface {
  const eroded = inside.slice();
  let stride = 1;
  for (let axis = size.length - 1; axis >= 0; axis--) {
    const end = stride * size[axis];
    for (let index = 0; index < inside.length; index++) {
      const along = index % end;
      const bothInside = along >= stride && along < end - stride && inside[index - stride] && inside[index + stride];
      if (!bothInside) eroded[index] = 0;
    }
    stride = end;
  }
  return { sites: inside.map((is, index) => is & ~eroded[index]), size };
}

function distancesTo(other: Surface, { sites, areas }: Surface, spacing: readonly number[]): Distances {
  const squared = squaredDistances(other.sites, other.size, spacing);
  const ofSites = (values: Float64Array) => values.filter((_, index) => sites[index]);
  return { values: ofSites(squared).map(Math.sqrt), areas: areas && ofSites(areas) };
}
