/** How a grid is read, and the values outside the images. */
export interface SamplingAttributes {
  interpolation: 'nearest' | 'linear' | 'cubic';
  padding: 'zeros' | 'border' | 'reflection' | 'wrap';
  alignCorners: boolean;
  /** Whether the grid counts pixels from the centre of the image; otherwise −1 and 1 are the edges of the image. */
  inPixels?: boolean;
  /** One value per channel for missing pixels; only with the padding `'zeros'`. */
  fill?: number[];
}

/** The pixels along each axis that an interpolation reads. */
export const tapsPerAxis = { nearest: 1, linear: 2, cubic: 4 };

/** How images are sampled, in pixels from their centre, and the size of the output. */
export interface WarpAttributes extends SamplingAttributes {
  inPixels: true;
  size: readonly [height: number, width: number];
}

/** The same, with a factor for each entry of the matrix. */
export interface ScaledWarpAttributes extends WarpAttributes {
  ratios: number[][];
}

/** A gradient for the images needs only their shape. */
export type WithImagesShape<Attributes> = Attributes & { imagesShape: number[] };

/** Coordinates along each axis, slowest first. */
export interface LinearMapAttributes {
  coordinates: readonly ArrayLike<number>[];
}
