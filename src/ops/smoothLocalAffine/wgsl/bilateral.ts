import { exponential } from '../../../webgpu/wgsl/exponential';

/**
 * The neighbours of a pixel i and their weights
 *
 *     w_ij = exp(−‖i − j‖² / (2 · spatialSigma²) − mean_k (g_ik − g_jk)² / (2 · sigma²))
 *
 * Needs `COLOURS` and the guide.
 */
export const bilateral = /* wgsl */ `
  ${exponential}

  struct Neighbours { top: i32, bottom: i32, left: i32, right: i32 };

  fn neighboursOf(pixel: i32) -> Neighbours {
    let x = pixel % uniforms.width;
    let y = pixel / uniforms.width % uniforms.height;
    let radius = uniforms.radius;
    return Neighbours(-min(y, radius), min(uniforms.height - 1 - y, radius), -min(x, radius),
      min(uniforms.width - 1 - x, radius));
  }

  fn weightOf(pixel: i32, other: i32, dy: i32, dx: i32) -> f32 {
    var contrast = 0.0;
    for (var k = 0; k < COLOURS; k++) {
      let difference = guideAt(pixel * COLOURS + k) - guideAt(other * COLOURS + k);
      contrast += difference * difference;
    }
    return exponential(uniforms.spatialScale * f32(dy * dy + dx * dx) + uniforms.contrastScale * contrast);
  }
`;

/** A loop over the neighbours j of pixel i, with their weights w. */
export const forNeighbours = (body: string) => /* wgsl */ `
  let area = neighboursOf(i);
  for (var dy = area.top; dy <= area.bottom; dy++) {
    for (var dx = area.left; dx <= area.right; dx++) {
      let j = i + dy * uniforms.width + dx;
      let w = weightOf(i, j, dy, dx);
      ${body}
    }
  }
`;
