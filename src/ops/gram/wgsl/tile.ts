import { finite } from '../../../webgpu/wgsl/finite';
import { rounded } from '../../../webgpu/wgsl/rounded';

/** Positions whose products are added before they go to the next larger sum, and the number of such sums in a part. */
export const DEPTH = 16;
export const BLOCKS = 64;

/** `entryAt(row, channel, mask)`: x, times that mask. Rows count through the positions of all examples. */
const entryAt = (hasMask: boolean) => /* wgsl */ `
  fn entryAt(row: i32, channel: i32, mask: i32) -> f32 {
    let x = xAt(row * uniforms.channels + channel);
    return ${hasMask ? 'maskAt(row * uniforms.masks + mask) * x' : 'x'};
  }
`;

/** `finished(matrix, i, j, sum)`: the sum, which is added again, times 2⁻¹²⁸, if it is beyond float32. */
export const finishing = (hasMask: boolean) => /* wgsl */ `
  ${finite}
  ${rounded}
  ${entryAt(hasMask)}
  fn finished(matrix: i32, i: i32, j: i32, sum: f32) -> f32 {
    if (isFinite(sum)) { return sum; }
    let mask = matrix % uniforms.masks;
    var total = 0.0;
    for (var n = 0; n < uniforms.positions; n++) {
      let row = matrix / uniforms.masks * uniforms.positions + n;
      total += rounded(entryAt(row, i, mask) * 0x1p-64) * rounded(entryAt(row, j, mask) * 0x1p-64);
    }
    return rounded(total * 0x1p64) * 0x1p64;
  }
`;

/** The side of an invocation's part of a tile: smaller for few channels, so that fewer of its entries are zeros. */
export const sideFor = (channels: number): number => (channels <= 8 ? 1 : channels <= 16 ? 2 : 4);

/** Code for each entry of an invocation's part of a tile. No index is computed, so that the part stays in registers. */
export const forEntries = (side: number, code: (entry: string, a: number, b: number) => string): string =>
  Array.from({ length: side * side }, (_, k) => code(`products[${k}]`, Math.floor(k / side), k % side)).join('\n');

/**
 * `addBlock()`: products[a, b] = Σ_{n in block} upper[n, a] · lower[n, b] for two panels of 8 · side columns. An
 * invocation computes `side` × `side` of them, those from `cornerOfInvocation()` on.
 */
export const tile = (side: number) => /* wgsl */ `
  const SIDE = ${side};
  const PANEL = ${8 * side};
  const DEPTH = ${DEPTH};

  var<workgroup> upper: array<f32, ${DEPTH * 8 * side}>;
  var<workgroup> lower: array<f32, ${DEPTH * 8 * side}>;

  struct Tile { products: array<f32, ${side * side}> };

  fn cornerOfInvocation() -> vec2<i32> { return vec2<i32>(i32(localIndex) / 8, i32(localIndex) % 8) * SIDE; }

  fn addBlock() -> Tile {
    var sum = Tile();
    let corner = cornerOfInvocation();
    for (var n = 0; n < DEPTH * PANEL; n += PANEL) {
      ${forEntries(side, (entry, a, b) => `sum.${entry} += upper[n + corner.x + ${a}] * lower[n + corner.y + ${b}];`)}
    }
    return sum;
  }

  fn added(x: Tile, y: Tile) -> Tile {
    var sum = x;
    ${forEntries(side, (entry) => `sum.${entry} += y.${entry};`)}
    return sum;
  }
`;

/**
 * For channels i of panel I and j of panel J ≥ I:
 *   products[i, j] = Σ_{n in chunk} x[n, i] · x[n, j], in blocks of 16 positions, and parts of 64 blocks.
 * Needs `entryAt` and `tile`.
 */
export const gramTile = /* wgsl */ `
  /** Both panels of a block of positions, with zeros behind the last position and channel. */
  fn loadBlock(first: i32, end: i32, panels: vec2<i32>, mask: i32) {
    for (var at = i32(localIndex); at < DEPTH * PANEL; at += 64) {
      let row = first + at / PANEL;
      let channels = panels * PANEL + at % PANEL;
      var i = 0.0;
      var j = 0.0;
      if (row < end && channels.x < uniforms.channels) { i = entryAt(row, channels.x, mask); }
      if (row < end && channels.y < uniforms.channels) { j = entryAt(row, channels.y, mask); }
      upper[at] = i;
      lower[at] = j;
    }
  }

  /** All invocations of a workgroup take the same steps, as barriers need: rows beyond the end count as zeros. */
  fn sumTile(first: i32, end: i32, panels: vec2<i32>, mask: i32) -> Tile {
    var total = Tile();
    var row = first;
    for (var p = 0; p < uniforms.parts; p++) {
      var part = Tile(); // without the initializer, some drivers clear it only once
      for (var block = 0; block < uniforms.blocks; block++) {
        workgroupBarrier();
        loadBlock(row, end, panels, mask);
        workgroupBarrier();
        part = added(part, addBlock());
        row += DEPTH;
      }
      total = added(total, part);
    }
    return total;
  }
`;
