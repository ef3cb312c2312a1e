/**
 * `rounded(x)` is x. Drivers reassociate sums and products (NVIDIA's does), as if floats were real numbers; they cannot
 * see through this function, so what is inside is rounded before the rest is computed. The mask is 0, since a tensor's
 * size is never negative.
 */
export const rounded = /* wgsl */ `
  fn rounded(x: f32) -> f32 { return bitcast<f32>(bitcast<i32>(x) ^ (uniforms.size >> 31u)); }
`;
