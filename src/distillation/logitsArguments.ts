import { reshape, type Tensor, type Tensor2D, type TensorLike, util } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, requireSameShape, tensorArgument } from '../internal/arguments';

/** Logits as rows [batch · positions, classes], and the shape they were given in. */
export interface LogitRows {
  rows: Tensor2D;
  shape: number[];
  batch: number;
  positions: number;
  unbatched: boolean;
}

/**
 * Student and teacher logits `[batch, ..., classes]` as rows [batch · positions, classes]. Logits of rank 1 are one
 * example without a batch axis.
 */
export function logitsArguments(
  functionName: string,
  studentLogits: Tensor | TensorLike,
  teacherLogits: Tensor | TensorLike,
): LogitRows & { student: Tensor2D; teacher: Tensor2D } {
  const given = tensorArgument(functionName, 'studentLogits', studentLogits);
  const teacher = tensorArgument(functionName, 'teacherLogits', teacherLogits);
  requireSameShape(functionName, 'studentLogits', given, 'teacherLogits', teacher);
  const logits = inRows(functionName, 'studentLogits', given);
  return { ...logits, student: logits.rows, teacher: reshape(teacher, logits.rows.shape) };
}

/** Logits `[batch, ..., classes]` as rows. */
export function inRows(functionName: string, name: string, logits: Tensor): LogitRows {
  const { shape } = logits;
  const classes = shape.at(-1) ?? 0;
  if (classes === 0) {
    const got = `shape ${describeShape(shape)}`;
    throw new ArgumentError(functionName, `${name} has no classes`, 'at least 1 on the last axis', got);
  }
  const batch = shape.length === 1 ? 1 : shape[0];
  const positions = util.sizeFromShape(shape.slice(1, -1));
  const rows = reshape(logits, [batch * positions, classes]) as Tensor2D;
  return { rows, shape, batch, positions, unbatched: shape.length === 1 };
}
