import type { Tensor, Tensor2D, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, requireSameShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';

/** Student and teacher logits as [batch, classes], and whether they were one example without a batch axis. */
export function logitsArguments(
  functionName: string,
  studentName: string,
  studentLogits: Tensor | TensorLike,
  teacherName: string,
  teacherLogits: Tensor | TensorLike,
): { student: Tensor2D; teacher: Tensor2D; unbatched: boolean } {
  const student = tensorArgument(functionName, studentName, studentLogits, { rank: [1, 2] });
  const teacher = tensorArgument(functionName, teacherName, teacherLogits);
  requireSameShape(functionName, studentName, student, teacherName, teacher);
  if (student.shape.at(-1) === 0) {
    const got = `shape ${describeShape(student.shape)}`;
    throw new ArgumentError(functionName, `${studentName} has no classes`, 'at least 1 on the last axis', got);
  }
  return { student: toBatch(student, 2), teacher: toBatch(teacher, 2), unbatched: student.rank === 1 };
}
