import { reshape, type Tensor, type Tensor2D, type TensorLike, util } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, requireSameShape, tensorArgument } from '../internal/arguments';

/**
 * Student and teacher logits `[batch, ..., classes]` as rows [batch · positions, classes]. Logits of rank 1 are one
 * example without a batch axis.
 */
export function logitsArguments(
  functionName: string,
  studentLogits: Tensor | TensorLike,
  teacherLogits: Tensor | TensorLike,
  rank?: number[],
) {
  const student = tensorArgument(functionName, 'studentLogits', studentLogits, { rank });
  const teacher = tensorArgument(functionName, 'teacherLogits', teacherLogits);
  requireSameShape(functionName, 'studentLogits', student, 'teacherLogits', teacher);
  const { shape } = student;
  const classes = shape.at(-1) ?? 0;
  if (classes === 0) {
    const got = `shape ${describeShape(shape)}`;
    throw new ArgumentError(functionName, 'studentLogits has no classes', 'at least 1 on the last axis', got);
  }
  const batch = shape.length === 1 ? 1 : shape[0];
  const positions = util.sizeFromShape(shape.slice(1, -1));
  const inRows = (logits: Tensor): Tensor2D => reshape(logits, [batch * positions, classes]);
  return { student: inRows(student), teacher: inRows(teacher), shape, batch, positions, unbatched: shape.length === 1 };
}
