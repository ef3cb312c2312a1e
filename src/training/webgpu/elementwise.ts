import {
  Add,
  Atan2,
  backend_util,
  Equal,
  FloorDiv,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalOr,
  Maximum,
  Minimum,
  Mod,
  Multiply,
  NotEqual,
  Pow,
  RealDiv,
  Select,
  SquaredDifference,
  Sub,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { broadcastStrides } from '../stridedCopy/broadcastStrides';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { stridedCopy } from './stridedCopy';

/** Axes that every stock program of two tensors handles. */
const mostAxes = 4;

/** Stock programs of two tensors are invalid for some broadcasts of more axes, and throw for more than six. */
const ofTwo = (kernelName: string): TrainingKernel =>
  trainingKernel<string>(kernelName, (stock) => (call) => {
    const [[nameOfA, a], [nameOfB, b]] = Object.entries(call.inputs);
    const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    if (shape.length <= mostAxes || shape.includes(0)) return stock(call);
    const merged = mergedShapes(a.shape, b.shape);
    if (merged.a.length <= mostAxes) {
      const inputs = { [nameOfA]: { ...a, shape: merged.a }, [nameOfB]: { ...b, shape: merged.b } };
      return { ...stock({ ...call, inputs }), shape };
    }
    const [copyOfA, copyOfB] = [a, b].map((x) => {
      const attrs = { shape, strides: broadcastStrides(x.shape, shape.length), offset: 0, dtype: x.dtype };
      return { ...stridedCopy({ inputs: { x }, attrs, backend: call.backend }), shape: [util.sizeFromShape(shape)] };
    });
    const result = stock({ ...call, inputs: { [nameOfA]: copyOfA, [nameOfB]: copyOfB } });
    for (const { dataId } of [copyOfA, copyOfB]) call.backend.disposeData(dataId);
    return { ...result, shape };
  });

/** Joins neighbouring axes that belong to the same inputs, and leaves out those of length 1. */
function mergedShapes(a: number[], b: number[]): { a: number[]; b: number[] } {
  const rank = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((shape) => [...Array(rank - shape.length).fill(1), ...shape] as number[]);
  const merged = { a: [] as number[], b: [] as number[] };
  let before = '';
  for (const [axis, size] of left.entries()) {
    const other = right[axis];
    if (size === 1 && other === 1) continue;
    const owners = `${size > 1} ${other > 1}`;
    if (owners === before) {
      merged.a[merged.a.length - 1] *= size;
      merged.b[merged.b.length - 1] *= other;
    } else {
      merged.a.push(size);
      merged.b.push(other);
    }
    before = owners;
  }
  return merged;
}

const kernels = [
  ...[Add, Sub, Multiply, RealDiv, FloorDiv, Mod, Pow, Maximum, Minimum, SquaredDifference, Atan2],
  ...[Equal, NotEqual, Greater, GreaterEqual, Less, LessEqual, LogicalAnd, LogicalOr],
];

/** Stock throws for more axes. `tf.where` gives all three tensors one shape. */
const select = /* @__PURE__ */ trainingKernel<'condition' | 't' | 'e'>(Select, (stock) => (call) => {
  const { condition, t, e } = call.inputs;
  if (t.shape.length <= mostAxes) return stock(call);
  const flat = (x: TensorInfo) => ({ ...x, shape: [util.sizeFromShape(x.shape)] });
  return { ...stock({ ...call, inputs: { condition: flat(condition), t: flat(t), e: flat(e) } }), shape: t.shape };
});

export const elementwise: readonly TrainingKernel[] = /* @__PURE__ */ [...kernels.map(ofTwo), select];
