/** A rotation by half a radian that enlarges images, so that every sampled position lies inside. */
const [cosine, sine] = [Math.cos(0.5) * 0.7, Math.sin(0.5) * 0.7];

/** θ of `affineGrid`. */
export const rotation = [[cosine, -sine, 0], [sine, cosine, 0]]; // biome-ignore format: a matrix

/** θ of `affineGrid3d`, about the depth axis. */
export const rotation3d = [[cosine, -sine, 0, 0], [sine, cosine, 0, 0], [0, 0, 0.9, 0]]; // biome-ignore format: a matrix
