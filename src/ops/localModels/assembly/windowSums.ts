// The sums over the (2 · radius + 1)² pixels around each, cut at the border, of float64 planes that arrive row by row:
//   down the columns, in blocks of as many rows as a window has:  prefix = Σ of the block's rows so far;
//     at the end of a block  slot_i = Σ_{j ≥ i} row_j;  the sum over a window = slot of its first row + prefix
//   along the row:  neighbours_2p(x) = neighbours_p(x) + neighbours_p(x + p);  half a window, `reach`
//     pixels, joins the lengths p that are binary digits of `reach`
//
// A window of five rows, three of them in the block before:
//
//          ┌───────┬───────┬───────╥───────┬───────┬───────┐
//          │ row 1 │ row 2 │ row 3 ║ row 5 │ row 6 │       │      slot of row 2 = rows 2 + 3 + 4,  prefix = rows 5 + 6
//          └───────┴───────┴───────╨───────┴───────┴───────┘
//
// Nothing is subtracted, so a NaN or a huge number affects only the windows that contain it.

/** A row of a plane takes a whole number of these steps. */
const STEP: usize = 32;

@unmanaged
export class WindowSums {
  planes: i32;
  height: i32;
  width: i32;
  /** Rows of a window, rows of a block, and how many columns a window reaches to either side. */
  side: i32;
  block: i32;
  reach: i32;
  /** Bytes of a row of one plane, and of a slot, which holds a row of every plane. */
  rowBytes: usize;
  slotBytes: usize;
  slots: usize;
  prefix: usize;
  /** The result: a row of every plane, then `spare` rows for the caller. */
  sums: usize;
  zeros: usize;
  /** One row, with as many zeros on both sides as a window reaches. */
  line: usize;
  /** Rows taken so far. */
  taken: i32;
}

export function rowBytesOf(width: i32): usize {
  return ((<usize>width + 3) & ~3) * 8;
}

/** How far windows reach within the image. */
export function reachOf(radius: i32, size: i32): i32 {
  return min(radius, size - 1);
}

/** The number of rows, or columns, in the window around one. */
export function countInside(position: i32, radius: i32, size: i32): i32 {
  return min(position + radius, size - 1) - max(position - radius, 0) + 1;
}

const STRUCT_BYTES: usize = 64;

/** Bytes of the line beyond the row and the zeros beside it: the last step of a row may read that far. */
const SLACK: usize = 64;

export function windowSumsBytes(planes: i32, spare: i32, height: i32, width: i32, radius: i32): f64 {
  const slots = min(2 * reachOf(radius, height) + 1, height);
  const rows = <f64>planes * (slots + 2) + spare + 1;
  return STRUCT_BYTES + rows * rowBytesOf(width) + lineBytesOf(width, radius);
}

function lineBytesOf(width: i32, radius: i32): usize {
  return rowBytesOf(width + 2 * reachOf(radius, width)) + SLACK;
}

/** Memory of `windowSumsBytes` at `at`. */
export function makeWindowSums(at: usize, planes: i32, spare: i32, height: i32, width: i32, radius: i32): WindowSums {
  const sums = changetype<WindowSums>(at);
  sums.planes = planes;
  sums.height = height;
  sums.width = width;
  sums.side = 2 * reachOf(radius, height) + 1;
  sums.block = min(sums.side, height);
  sums.reach = reachOf(radius, width);
  sums.rowBytes = rowBytesOf(width);
  sums.slotBytes = planes * sums.rowBytes;
  sums.slots = at + STRUCT_BYTES;
  sums.prefix = sums.slots + sums.block * sums.slotBytes;
  sums.sums = sums.prefix + sums.slotBytes;
  sums.zeros = sums.sums + sums.slotBytes + spare * sums.rowBytes;
  sums.line = sums.zeros + sums.rowBytes;
  memory.fill(sums.zeros, 0, sums.rowBytes);
  sums.taken = 0;
  return sums;
}

/** Where the caller writes the row of every plane that `takeRow` takes next. */
export function nextRow(sums: WindowSums): usize {
  return sums.slots + (sums.taken % sums.block) * sums.slotBytes;
}

/** Takes the next row, or nothing below the image; then `sums` are those of the windows that end in it. */
export function takeRow(sums: WindowSums): void {
  const row = sums.taken++;
  const index = row % sums.block;
  const start = row - index;
  const first = max(row - sums.side + 1, 0);
  const zeros = sums.zeros;
  const bytes = sums.rowBytes;
  const inBlockBefore = first < start && first < sums.height;
  const older: usize = sums.slots + (first - start + sums.block) * sums.slotBytes;
  const current: usize = sums.slots + index * sums.slotBytes;
  const rightZeros = sums.line + (sums.width + sums.reach) * 8;
  for (let plane = 0, offset: usize = 0; plane < sums.planes; plane++, offset += bytes) {
    const to = sums.sums + offset;
    memory.fill(sums.line, 0, sums.reach * 8);
    addColumns(
      index > 0 ? sums.prefix + offset : zeros,
      row < sums.height ? current + offset : zeros,
      inBlockBefore ? older + offset : zeros,
      sums.prefix + offset,
      to,
      sums.line + sums.reach * 8,
      bytes,
    );
    memory.fill(rightZeros, 0, sums.reach * 8);
    addNeighbours(sums, to);
  }
  if (index == sums.block - 1) {
    const last = min(sums.block, sums.height - start) - 1;
    for (let i = last - 1; i >= 0; i--) addRow(sums.slots + i * sums.slotBytes, sums.slotBytes);
  }
}

/** prefix = before + row;  to = line = prefix + older. */
function addColumns(
  before: usize,
  row: usize,
  older: usize,
  prefix: usize,
  to: usize,
  line: usize,
  bytes: usize,
): void {
  for (let x: usize = 0; x < bytes; x += STEP) {
    const a = f64x2.add(v128.load(before + x), v128.load(row + x));
    const b = f64x2.add(v128.load(before + x, 16), v128.load(row + x, 16));
    v128.store(prefix + x, a);
    v128.store(prefix + x, b, 16);
    const c = f64x2.add(a, v128.load(older + x));
    const d = f64x2.add(b, v128.load(older + x, 16));
    v128.store(to + x, c);
    v128.store(to + x, d, 16);
    v128.store(line + x, c);
    v128.store(line + x, d, 16);
  }
}

/** slot += the slot after it. */
function addRow(slot: usize, bytes: usize): void {
  const after = slot + bytes;
  for (let x: usize = 0; x < bytes; x += STEP) {
    v128.store(slot + x, f64x2.add(v128.load(slot + x), v128.load(after + x)));
    v128.store(slot + x, f64x2.add(v128.load(slot + x, 16), v128.load(after + x, 16)), 16);
  }
}

/** to += the `reach` numbers of the line to the left and right of each. */
function addNeighbours(sums: WindowSums, to: usize): void {
  const reach = sums.reach;
  const line = sums.line;
  const length = sums.width + 2 * reach;
  let offset = line;
  for (let size = 1; size <= reach; size <<= 1) {
    if (reach & size) {
      addBoth(offset, offset + (reach + 1) * 8, to, sums.rowBytes);
      offset += size * 8;
    }
    if (2 * size <= reach) double(line, size * 8, (length - 2 * size + 1) * 8);
  }
}

function addBoth(left: usize, right: usize, to: usize, bytes: usize): void {
  for (let x: usize = 0; x < bytes; x += STEP) {
    const a = f64x2.add(v128.load(left + x), v128.load(right + x));
    const b = f64x2.add(v128.load(left + x, 16), v128.load(right + x, 16));
    v128.store(to + x, f64x2.add(v128.load(to + x), a));
    v128.store(to + x, f64x2.add(v128.load(to + x, 16), b), 16);
  }
}

/** Each number of the line += the one `shift` bytes after it. */
function double(line: usize, shift: usize, bytes: usize): void {
  for (const end = line + bytes; line < end; line += STEP) {
    const a = f64x2.add(v128.load(line), v128.load(line + shift));
    const b = f64x2.add(v128.load(line, 16), v128.load(line + shift, 16));
    v128.store(line, a);
    v128.store(line, b, 16);
  }
}
