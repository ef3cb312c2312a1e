import { WORKGROUP } from '../webgpuKernel';

/** The number of invocations that share a row; small for short rows, so that few are idle. */
export const lanesFor = (length: number): number => (length <= 4 ? 1 : length <= 64 ? 8 : WORKGROUP);

/**
 * Sums and largest numbers over the lanes of a row, in pairs. Every invocation of a workgroup must call them, because
 * they wait for each other. An invocation of `main(index)` has lane `index % LANES` of row `index / LANES`.
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
  ${reduction('sumOverRow', (a, b) => `${a} + ${b}`)}
  ${reduction('largestOfRow', (a, b) => `max(${a}, ${b})`)}
`;

const reduction = (name: string, combined: (a: string, b: string) => string) => /* wgsl */ `
  fn ${name}(value: vec4<f32>) -> vec4<f32> {
    partial[localIndex] = value;
    workgroupBarrier();
    for (var step = LANES / 2; step > 0; step = step / 2) {
      if (i32(localIndex) % LANES < step) {
        partial[localIndex] = ${combined('partial[localIndex]', 'partial[localIndex + u32(step)]')};
      }
      workgroupBarrier();
    }
    let reduced = partial[localIndex - localIndex % u32(LANES)];
    workgroupBarrier();
    return reduced;
  }
`;
