// For every pixel i with α = α_i, over its four neighbours j (beyond the border, the pixel itself):
//   w_j = ε + |α − α_j|,  F̄ = Σ_j w_j F_j / Σ_j w_j,  B̄ likewise
//   r = (I − α F̄ − (1 − α) B̄) / (α² + (1 − α)² + Σ_j w_j)
//   F = F̄ + α r,  B = B̄ + (1 − α) r,  both clipped to [0, 1]; NaN stays NaN

/** `level` is [channels + 1, height, width], the image and α; colours and output are [2 · channels, height, width]. */
export function foregroundStep(
  level: usize,
  colours: usize,
  output: usize,
  channels: i32,
  height: i32,
  width: i32,
  epsilon: f32,
): void {
  const rowBytes: usize = width * 4;
  const planeBytes: usize = height * rowBytes;
  const halfBytes: usize = channels * planeBytes; // from foreground to background
  const alphas: usize = level + channels * planeBytes;
  for (let y = 0; y < height; y++) {
    const row: usize = y * rowBytes;
    const above: usize = y > 0 ? row - rowBytes : row;
    const below: usize = y < height - 1 ? row + rowBytes : row;
    for (let x = 0; x < width; x++) {
      const at: usize = x * 4;
      const left: usize = row + (x > 0 ? at - 4 : at);
      const right: usize = row + (x < width - 1 ? at + 4 : at);
      const alpha = load<f32>(alphas + row + at);
      const transparency: f32 = 1 - alpha;
      const w0 = epsilon + abs(alpha - load<f32>(alphas + above + at));
      const w1 = epsilon + abs(alpha - load<f32>(alphas + below + at));
      const w2 = epsilon + abs(alpha - load<f32>(alphas + left));
      const w3 = epsilon + abs(alpha - load<f32>(alphas + right));
      const total = w0 + w1 + w2 + w3;
      const diagonal = alpha * alpha + transparency * transparency + total;
      for (let plane: usize = 0; plane < halfBytes; plane += planeBytes) {
        let from = colours + plane;
        const f =
          (w0 * load<f32>(from + above + at) +
            w1 * load<f32>(from + below + at) +
            w2 * load<f32>(from + left) +
            w3 * load<f32>(from + right)) /
          total;
        from += halfBytes;
        const b =
          (w0 * load<f32>(from + above + at) +
            w1 * load<f32>(from + below + at) +
            w2 * load<f32>(from + left) +
            w3 * load<f32>(from + right)) /
          total;
        const r = (load<f32>(level + plane + row + at) - alpha * f - transparency * b) / diagonal;
        const to = output + plane + row + at;
        store<f32>(to, min(max(f + alpha * r, 0), 1));
        store<f32>(to + halfBytes, min(max(b + transparency * r, 0), 1));
      }
    }
  }
}
