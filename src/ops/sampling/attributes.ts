/** How a grid is read and what stands outside the images. */
export interface SamplingAttributes {
  interpolation: 'nearest' | 'linear' | 'cubic';
  padding: 'zeros' | 'border' | 'reflection' | 'wrap';
  alignCorners: boolean;
  /** The grid counts pixels from the images' centre; without it −1 and 1 are the images' sides. */
  inPixels?: boolean;
  /** One value per channel for each missing pixel; only with the padding `'zeros'`. */
  fill?: number[];
}

/** How images are sampled, in pixels from their centre, and the size of the output. */
export interface WarpAttributes extends SamplingAttributes {
  inPixels: true;
  size: readonly [height: number, width: number];
}

/** A gradient for the images needs their shape alone. */
export type WithImagesShape<Attributes> = Attributes & { imagesShape: number[] };
