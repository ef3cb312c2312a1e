import type { TensorInfo } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { lanesFor, rowReductions } from '../../webgpu/wgsl/rows';

type Inputs = 'student' | 'teacher';

/** A logit of −∞ rules its class out. NaN does not. */
const ruledOut = /* wgsl */ `
  fn ruledOut(logit: f32) -> bool { return bitcast<u32>(logit) == 0xff800000u; }
`;

const rowsOf = ({ student: { shape } }: Record<Inputs, TensorInfo>) => ({ rows: shape[0], classes: shape[1] });

export const logitDistanceWebgpu = /* @__PURE__ */ webgpuKernel<Inputs, object, { lanes: number }>({
  name: 'logitDistance',
  inputs: ['student', 'teacher'],
  output: ({ student }) => [student.shape[0]],
  constants: (inputs) => ({ lanes: lanesFor(rowsOf(inputs).classes) }),
  integers: rowsOf,
  invocations: (inputs) => rowsOf(inputs).rows * lanesFor(rowsOf(inputs).classes),
  code: ({ lanes }) => /* wgsl */ `
    ${rowReductions(lanes)}
    ${ruledOut}
    fn main(index: i32) {
      let row = min(index / LANES, uniforms.rows - 1);
      var sum = 0.0;
      var ruledOutByOne = 0.0;
      for (var start = index % LANES; start < uniforms.classes; start += 64 * LANES) {
        var block = 0.0;
        for (var c = start; c < min(start + 64 * LANES, uniforms.classes); c += LANES) {
          let student = studentAt(row * uniforms.classes + c);
          let teacher = teacherAt(row * uniforms.classes + c);
          if (ruledOut(student) != ruledOut(teacher)) { ruledOutByOne += 1.0; }
          if (!ruledOut(student) && !ruledOut(teacher)) { block += (student - teacher) * (student - teacher); }
        }
        sum += block;
      }
      let sums = sumOverRow(vec4<f32>(sum, ruledOutByOne, 0.0, 0.0));
      if (index % LANES == 0) { result[row] = select(0.5 * sums.x, uniforms.INFINITY, sums.y > 0.0); }
    }
  `,
});

export const logitDistanceGradWebgpu = /* @__PURE__ */ webgpuKernel<Inputs | 'dy'>({
  name: 'logitDistanceGrad',
  inputs: ['dy', 'student', 'teacher'],
  output: ({ student }) => student.shape,
  integers: rowsOf,
  code: () => /* wgsl */ `
    ${ruledOut}
    fn valueAt(index: i32) -> f32 {
      let student = studentAt(index);
      let teacher = teacherAt(index);
      let difference = select(student - teacher, 0.0, ruledOut(student) || ruledOut(teacher));
      return dyAt(index / uniforms.classes) * difference;
    }
  `,
});
