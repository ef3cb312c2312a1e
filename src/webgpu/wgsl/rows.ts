import { WORKGROUP } from '../webgpuKernel';

/** The number of invocations that share a row; small for short rows, since each costs more than a few terms. */
export const lanesFor = (length: number): number =>
  length <= 4 ? 1 : length <= 128 ? 8 : length <= 1024 ? 16 : WORKGROUP;

/**
 * Sums and largest numbers over the lanes of a row. Every invocation of a workgroup must call them, because they wait
 * for each other. An invocation of `main(index)` has lane `index % LANES` of row `index / LANES`.
 */
export const rowReductions = (lanes: number): string => (lanes === 1 ? alone : together(lanes));

const alone = /* wgsl */ `
  const LANES = 1;
  fn sumOverRow(value: vec4<f32>) -> vec4<f32> { return value; }
  fn largestOfRow(value: vec4<f32>) -> vec4<f32> { return value; }
`;

const together = (lanes: number) => /* wgsl */ `
  const LANES = ${lanes};
  var<workgroup> partial: array<vec4<f32>, ${WORKGROUP}>;
  var<workgroup> columns: array<vec4<f32>, ${WORKGROUP}>;
  ${reduction(lanes, 'sumOverRow', (a, b) => `${a} + ${b}`)}
  ${reduction(lanes, 'largestOfRow', (a, b) => `max(${a}, ${b})`)}
`;

/**
 * Declares `sum`, the sum of what `body` adds to `block` for each entry c of a lane. It adds blocks of 64 entries, so
 * that long sums keep their last terms.
 */
export const sumOfLane = (sum: string, type: 'f32' | 'vec4<f32>', length: string, body: string): string => /* wgsl */ `
  var ${sum} = ${type}();
  for (var start = lane; start < ${length}; start += 64 * LANES) {
    var block = ${type}();
    for (var c = start; c < min(start + 64 * LANES, ${length}); c += LANES) { ${body} }
    ${sum} += block;
  }
`;

/**
 * In two steps, since barriers cost more than additions: lane c < 8 reduces lanes c, c + 8, c + 16, ..., and then each
 * lane these eight results.
 */
const reduction = (lanes: number, name: string, combined: (a: string, b: string) => string) => /* wgsl */ `
  fn ${name}(value: vec4<f32>) -> vec4<f32> {
    let first = localIndex - localIndex % ${lanes}u;
    partial[localIndex] = value;
    workgroupBarrier();
    if (localIndex < first + 8u) {
      var column = value;
      for (var k = localIndex + 8u; k < first + ${lanes}u; k += 8u) { column = ${combined('column', 'partial[k]')}; }
      columns[localIndex] = column;
    }
    workgroupBarrier();
    var reduced = columns[first];
    for (var k = 1u; k < 8u; k++) { reduced = ${combined('reduced', 'columns[first + k]')}; }
    return reduced;
  }
`;
