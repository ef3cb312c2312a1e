import { finite } from '../../../webgpu/wgsl/finite';
import { rounded } from '../../../webgpu/wgsl/rounded';

/** Positions whose products are added before they go to the next larger sum, and the number of such sums in a part. */
export const DEPTH = 32;
export const BLOCKS = 32;

/** What a program computes: Gram matrices, those under each mask, or those of `x` and then of `style`. */
export type GramKind = 'plain' | 'masked' | 'pair';

const entryOf: Record<GramKind, string> = {
  plain: 'return xAt(row * uniforms.channels + channel);',
  masked: 'return maskAt(row * uniforms.masks + which) * xAt(row * uniforms.channels + channel);',
  pair: /* wgsl */ `
    let at = row * uniforms.channels + channel;
    if (which == 0) { return xAt(at); }
    return styleAt(at);
  `,
};

const rowsOf: Record<'one' | 'pair', string> = {
  one: /* wgsl */ `
    let first = matrix / uniforms.masks * uniforms.positions;
    return Rows(first, first + uniforms.positions, matrix % uniforms.masks);
  `,
  pair: /* wgsl */ `
    let which = matrix / uniforms.examples;
    let positions = select(uniforms.ownPositions, uniforms.stylePositions, which == 1);
    let first = (matrix - which * uniforms.examples) * positions;
    return Rows(first, first + positions, which);
  `,
};

/** `rowsOf(matrix)`: its rows, which count through all examples, and which mask or tensor; `entryAt`: one of its entries. */
export const reading = (kind: GramKind) => /* wgsl */ `
  struct Rows { first: i32, end: i32, which: i32 };
  fn rowsOf(matrix: i32) -> Rows { ${rowsOf[kind === 'pair' ? 'pair' : 'one']} }
  fn entryAt(row: i32, channel: i32, which: i32) -> f32 { ${entryOf[kind]} }
`;

/** `finished(matrix, i, j, sum)`: the sum, which is added again, times 2⁻¹²⁸, if it is beyond float32. Needs `reading`. */
export const finishing = /* wgsl */ `
  ${finite}
  ${rounded}
  fn finished(matrix: i32, i: i32, j: i32, sum: f32) -> f32 {
    if (isFinite(sum)) { return sum; }
    let rows = rowsOf(matrix);
    var total = 0.0;
    for (var row = rows.first; row < rows.end; row++) {
      total += rounded(entryAt(row, i, rows.which) * 0x1p-64) * rounded(entryAt(row, j, rows.which) * 0x1p-64);
    }
    return rounded(total * 0x1p64) * 0x1p64;
  }
`;

/** The side of an invocation's part of a tile: smaller for few channels, so that fewer of its entries are zeros. */
export const sideFor = (channels: number): 2 | 4 => (channels <= 16 ? 2 : 4);

/** Code for each of `count` numbers, without a loop: no index is computed, so that what it names stays in registers. */
export const unrolled = (count: number, code: (k: number) => string, separator = '\n'): string =>
  Array.from({ length: count }, (_, k) => code(k)).join(separator);

/**
 * For channels i of panel I and j of panel J ≥ I, each of 8 · side channels:
 *   rows[i, j] = Σ_{n in chunk} x[n, i] · x[n, j], in blocks of 32 positions, and parts of 32 blocks.
 * An invocation computes side × side of them, `partOfInvocation`: for each position it loads two vectors. Needs
 * `reading`.
 */
export const gramTile = (side: 2 | 4) => /* wgsl */ `
  const SIDE = ${side};
  const PANEL = 8 * SIDE;
  const DEPTH = ${DEPTH};
  alias Vector = vec${side}<f32>;
  struct Tile { rows: array<Vector, SIDE> };

  /** A block of panel I, then, unless it is the same, of panel J. A panel has eight vectors for each position. */
  var<workgroup> panelVectors: array<Vector, 2 * 8 * DEPTH>;

  /** Among 8 × 8. */
  fn placeOfInvocation() -> vec2<i32> { return vec2<i32>(i32(localIndex >> 3u), i32(localIndex & 7u)); }

  /** (i, j) of a pair of \`count\` indices, i ≤ j, in the order of a triangle's rows. */
  fn pairOf(pair: i32, count: i32) -> vec2<i32> {
    var row = 0;
    var left = pair;
    while (left >= count - row) {
      left -= count - row;
      row++;
    }
    return vec2<i32>(row, row + left);
  }

  /** Parts in the upper triangle of a tile on the diagonal, which as many invocations share. */
  const TRIANGLE = 36u;

  /** The place of an invocation's part. */
  fn partOfInvocation(isDiagonal: bool) -> vec2<i32> {
    if (isDiagonal) { return pairOf(i32(min(localIndex, TRIANGLE - 1u)), 8); }
    return placeOfInvocation();
  }

  /** Neighbouring channels, with zeros beyond the last. */
  fn vectorAt(row: i32, channel: i32, which: i32) -> Vector {
    if (channel + SIDE <= uniforms.channels) {
      return Vector(${unrolled(side, (c) => `entryAt(row, channel + ${c}, which)`, ', ')});
    }
    var vector = Vector();
    for (var c = 0; c < uniforms.channels - channel; c++) { vector[c] = entryAt(row, channel + c, which); }
    return vector;
  }

  /** The panel's block of positions, with zeros beyond the last. */
  fn loadPanel(to: i32, first: i32, end: i32, panel: i32, which: i32) {
    let place = placeOfInvocation();
    for (var n = place.x; n < DEPTH; n += 8) {
      var vector = Vector();
      if (first + n < end) { vector = vectorAt(first + n, panel * PANEL + place.y * SIDE, which); }
      panelVectors[to + n * 8 + place.y] = vector;
    }
  }

  fn addBlock(lower: i32, place: vec2<i32>) -> Tile {
    var sum = Tile();
    if (lower == 0 && localIndex >= TRIANGLE) { return sum; }
    for (var n = 0; n < 8 * DEPTH; n += 8) {
      let a = panelVectors[n + place.x];
      let b = panelVectors[lower + n + place.y];
      ${unrolled(side, (row) => `sum.rows[${row}] += a[${row}] * b;`)}
    }
    return sum;
  }

  fn added(x: Tile, y: Tile) -> Tile {
    var sum = x;
    ${unrolled(side, (row) => `sum.rows[${row}] += y.rows[${row}];`)}
    return sum;
  }

  /** All invocations of a workgroup take the same steps, as barriers need: rows beyond the end count as zeros. */
  fn sumTile(rows: Rows, start: i32, panels: vec2<i32>, place: vec2<i32>) -> Tile {
    let lower = select(8 * DEPTH, 0, panels.x == panels.y);
    var total = Tile();
    var row = rows.first + start;
    for (var p = 0; p < uniforms.parts; p++) {
      var part = Tile(); // without the initializer, some drivers clear it only once
      for (var block = 0; block < uniforms.blocks; block++) {
        workgroupBarrier();
        loadPanel(0, row, rows.end, panels.x, rows.which);
        if (lower > 0) { loadPanel(lower, row, rows.end, panels.y, rows.which); }
        workgroupBarrier();
        part = added(part, addBlock(lower, place));
        row += DEPTH;
      }
      total = added(total, part);
    }
    return total;
  }
`;
