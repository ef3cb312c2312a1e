import type { TensorInfo } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { exponentialTail } from '../../webgpu/wgsl/exponential';
import { ofRows, sumOfClasses } from '../softmax/webgpu';
import { softening } from '../softmax/wgsl/rows';
import type { DistillationKLAttributes } from './divergence';

type Inputs = 'student' | 'teacher';

const rows = /* @__PURE__ */ ofRows(({ student }: Record<Inputs, TensorInfo>) => student);

/**
 * For a class, with p and q the softmax of the teacher's and the student's logits / T, and d = log q − log p: p; the
 * excess p (eᵈ − 1) where |d| < 1, else q − p; and the term p (eᵈ − 1 − d) where |d| < 1, else q − p − p d.
 */
const comparison = /* wgsl */ `
  ${exponentialTail}

  struct Row { largest: vec2<f32>, totals: vec2<f32>, logRatio: f32, taught: f32 };
  struct Comparison { p: f32, excess: f32, term: f32 };

  /** The largest float32. It replaces an infinite d, whose product with p = 0 would be NaN. */
  const LARGEST: f32 = 3.4028234e38;

  fn compare(student: f32, teacher: f32, row: Row) -> Comparison {
    let p = weight(teacher, row.largest.y, uniforms.temperature) / row.totals.y;
    let x = select(student, IMPOSSIBLE, impossible(student));
    let y = select(teacher, IMPOSSIBLE, impossible(teacher));
    // They would be equal without rounding. The one with the smaller terms is exact.
    let shift = row.largest.x - row.largest.y;
    let below = x - row.largest.x;
    let teacherBelow = y - row.largest.y;
    let shiftIsLarger = -(below + teacherBelow) < abs(shift);
    let difference = select((x - y) - shift, below - teacherBelow, shiftIsLarger);
    let d = difference / uniforms.temperature - row.logRatio;
    if (abs(d) < 1.0) {
      let tail = exponentialTail(d, 2);
      return Comparison(p, p * (d + tail), p * tail);
    }
    let q = row.taught * weight(student, row.largest.x, uniforms.temperature) / row.totals.x;
    return Comparison(p, q - p, (q - p) - p * clamp(d, -LARGEST, LARGEST));
  }
`;

/**
 * Begins `main`: computes the row's first entry, the lane, and the sums over the row that `compare` needs. With
 * `keeps`, the entries of `result` hold the excesses afterwards. Invocations beyond the last row repeat it.
 */
const compareRow = ({ keeps = false } = {}) => /* wgsl */ `
  let isBeyond = index / LANES >= uniforms.rows;
  let i = min(index / LANES, uniforms.rows - 1);
  let first = i * uniforms.classes;
  let lane = index % LANES;
  var most = vec4<f32>(IMPOSSIBLE);
  for (var c = lane; c < uniforms.classes; c += LANES) {
    if (studentAt(first + c) > most.x) { most.x = studentAt(first + c); } // false for NaN
    if (teacherAt(first + c) > most.y) { most.y = teacherAt(first + c); }
  }
  let largest = largestOfRow(most).xy;
  ${sumOfClasses(
    'part',
    `block.x += weight(studentAt(first + c), largest.x, uniforms.temperature);
     block.y += weight(teacherAt(first + c), largest.y, uniforms.temperature);`,
    'vec4<f32>',
  )}
  let sums = sumOverRow(part).xy;
  let totals = select(sums, vec2<f32>(1.0), sums == vec2<f32>());
  // A teacher whose logits are all −∞ has no distribution to compare with.
  let taught = select(1.0, 0.0, sums.y == 0.0);
  let row = Row(largest, totals, logarithm(totals.x) - logarithm(totals.y), taught);
  ${sumOfClasses(
    'compared', // Σ excess, Σ terms, Σ p of classes that the student rules out
    `let each = compare(studentAt(first + c), teacherAt(first + c), row);
     let ruledOut = select(0.0, each.p, impossible(studentAt(first + c)));
     block += vec4<f32>(each.excess, each.term, ruledOut, 0.0);
     ${keeps ? 'if (!isBeyond) { result[first + c] = each.excess; }' : ''}`,
    'vec4<f32>',
  )}
  let total = sumOverRow(compared);
`;

export const distillationKLWebgpu = /* @__PURE__ */ webgpuKernel<Inputs, DistillationKLAttributes, { lanes: number }>({
  name: 'distillationKL',
  inputs: ['student', 'teacher'],
  output: ({ student }) => student.shape.slice(0, -1),
  ...rows,
  floats: (_, { temperature, weight }) => ({ temperature, scale: weight * temperature ** 2 }),
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    ${comparison}
    fn main(index: i32) {
      ${compareRow()}
      // Correct to second order in Σq − Σp, which would be 0 without rounding.
      let divergence = uniforms.scale * abs(total.y - 0.5 * total.x * total.x);
      if (lane == 0) { result[i] = select(divergence, uniforms.INFINITY, total.z > 0.0); }
    }
  `,
});

export const distillationKLGradWebgpu = /* @__PURE__ */ webgpuKernel<
  Inputs | 'dy',
  DistillationKLAttributes,
  { lanes: number }
>({
  name: 'distillationKLGrad',
  inputs: ['dy', 'student', 'teacher'],
  output: ({ student }) => student.shape,
  ...rows,
  floats: (_, { temperature, weight }) => ({ temperature, scale: weight * temperature }),
  code: ({ lanes }) => /* wgsl */ `
    ${softening(lanes)}
    ${comparison}
    fn main(index: i32) {
      ${compareRow({ keeps: true })}
      if (isBeyond) { return; }
      for (var c = lane; c < uniforms.classes; c += LANES) {
        let p = weight(teacherAt(first + c), largest.y, uniforms.temperature) / totals.y;
        let gradient = dyAt(i) * uniforms.scale * (result[first + c] - p * total.x);
        result[first + c] = select(gradient, 0.0, impossible(studentAt(first + c)));
      }
    }
  `,
});
