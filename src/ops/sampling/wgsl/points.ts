import { choice } from './choice';

/**
 * `pointOf(sample)`, the coordinates (x, y, z) from a grid, and `imageOf(sample)`, the index of the image to sample.
 */
export const gridPoints = (axes: number) => /* wgsl */ `
  fn imageOf(sample: i32) -> i32 { return sample / uniforms.samples; }

  fn pointOf(sample: i32) -> vec3<f32> {
    let first = sample * ${axes};
    return vec3<f32>(gridAt(first), gridAt(first + 1), ${axes === 3 ? 'gridAt(first + 2)' : '0.0'});
  }
`;

/**
 * (X, Y) = the pixel of the output counted from its centre; (u, v, w) = M (X, Y, 1)ᵀ, w = 1 for M of two rows;
 * `pointOf(sample)` = (u / w, v / w). A single image, or a single matrix, serves all examples. The entries of M are
 * those of the tensor, times their ratios if there are any.
 */
export const warpPoints = ({ rows, ratios }: { rows: number; ratios: number }) => /* wgsl */ `
  ${choice('ratioAt', 'ratio', ratios)}
  const ROWS = ${rows};

  fn entryAt(matrix: i32, entry: i32) -> f32 { return matrixAt(matrix * ROWS * 3 + entry) * ratioAt(entry); }

  fn imageOf(sample: i32) -> i32 { return min(sample / uniforms.samples, uniforms.images - 1); }

  fn matrixOf(sample: i32) -> i32 { return min(sample / uniforms.samples, uniforms.matrices - 1); }

  fn fromCentre(index: i32, size: i32) -> f32 { return f32(index) - f32(size - 1) * 0.5; }

  fn outputPixelOf(sample: i32) -> vec2<f32> {
    let pixel = sample % uniforms.samples;
    let row = pixel / uniforms.outputWidth;
    let x = fromCentre(pixel - row * uniforms.outputWidth, uniforms.outputWidth);
    return vec2<f32>(x, fromCentre(row, uniforms.outputHeight));
  }

  fn rowTimes(matrix: i32, row: i32, pixel: vec2<f32>) -> f32 {
    let along = pixel.x * entryAt(matrix, row * 3) + entryAt(matrix, row * 3 + 2);
    return along + entryAt(matrix, row * 3 + 1) * pixel.y;
  }

  fn pointOf(sample: i32) -> vec3<f32> {
    let matrix = matrixOf(sample);
    let pixel = outputPixelOf(sample);
    let point = vec2<f32>(rowTimes(matrix, 0, pixel), rowTimes(matrix, 1, pixel));
    ${
      rows === 2
        ? 'return vec3<f32>(point, 0.0);'
        : `let w = rowTimes(matrix, 2, pixel);
    // No tap reaches the horizon.
    return vec3<f32>(select(point / w, vec2<f32>(uniforms.INFINITY), w == 0.0), 0.0);`
    }
  }
`;
