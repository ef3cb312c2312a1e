import {
  concat,
  expandDims,
  reshape,
  sub,
  type Tensor,
  type Tensor2D,
  type TensorLike,
  where,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import { recordArgument } from '../internal/recordArgument';
import type { Reduced, Reduction } from '../ops/reduceBatch';
import { logSumExp } from '../ops/softmax/logSumExp';
import { finiteLogits } from '../ops/softmax/soften';
import { zerosOf } from '../ops/zerosOf';
import { chosenLogits } from './chosenLogits';
import { type DistillationLossOptions, distill } from './distill';
import type { TopKLogits } from './keepTopK';
import { inRows, type LogitRows } from './logitsArguments';

/** The result of `keepTopK`, or the same as lists of numbers. */
export type TopKArgument = { [Name in keyof TopKLogits]: Tensor | TensorLike };

/**
 * `distillationLoss` for a teacher whose k largest logits alone were kept.
 *
 *     softWeight · T² · KL(softmax(t/T) ‖ softmax(s/T)) + hardWeight · CE(labels, softmax(student))
 *
 * t has k + 1 entries: the kept logits and the remainder, the logit of one bucket for all other classes. s has the
 * student's logits of the same classes, and log Σ e^z over its other classes. Classes are thus merged at temperature 1,
 * and the k + 1 outcomes are softened afterwards, so one remainder serves every temperature. The loss is 0 if and only
 * if the student gives each outcome the teacher's probability. At T = 1 it is at most `distillationLoss` of the full
 * logits; with all classes kept, the two are equal at every T. Within the bucket the student is free: the bucket's
 * gradient is shared among its classes in proportion to their probabilities.
 *
 * The hard part sees all classes of the student. An id in `classes` that is out of range, such as −1, marks an empty
 * slot, so rows may keep different numbers of classes. Everything else is as in `distillationLoss`: infinities,
 * constants, positions and weights.
 *
 * @param studentLogits `[batch, ..., classes]`, or `[classes]` for one example.
 * @param teacher `classes` (int32, distinct in each row) and `logits`, both `[batch, ..., k]`, and `remainder`
 * `[batch, ...]`, as `keepTopK` returns them.
 * @param options Those of `distillationLoss`.
 * @returns A scalar in nats, 0 or more; `[batch]` for `'none'`. An empty batch has mean 0.
 * @throws ArgumentError if the shapes do not fit, no class is kept, or an option is wrong.
 *
 * @example
 * const teacher = keepTopK([[3, 2, 1, 0]], 2);
 * topKDistillationLoss([[1, 2, 3, 0]], teacher, { temperature: 1 }).print(); // 1.0809726
 * topKDistillationLoss([[1, 2, 3, 0]], keepTopK([[3, 2, 1, 0]], 4)).print(); // 1.1015001
 * distillationLoss([[1, 2, 3, 0]], [[3, 2, 1, 0]]).print(); // 1.1015001
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 2, for the loss; section 5.4
 * merges the classes outside a specialist's set in the same way.
 */
export function topKDistillationLoss<R extends Reduction = 'mean'>(
  studentLogits: Tensor | TensorLike,
  teacher: TopKArgument,
  options?: DistillationLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const given = tensorArgument('topKDistillationLoss', 'studentLogits', studentLogits);
    const logits = inRows('topKDistillationLoss', 'studentLogits', given);
    return distill('topKDistillationLoss', logits, outcomes(logits, teacherArgument(teacher, logits)), options);
  });
}

/** The teacher's tensors as rows. */
function teacherArgument(teacher: TopKArgument, { shape }: LogitRows): Record<keyof TopKLogits, Tensor2D> {
  const name = 'topKDistillationLoss';
  const given = recordArgument(name, 'teacher', teacher, ['classes', 'logits', 'remainder']);
  const kept = shape.slice(0, -1);
  const classes = tensorArgument(name, 'teacher.classes', given.classes, { shape: [...kept, null], dtype: 'int32' });
  const k = classes.shape.at(-1)!;
  if (k === 0)
    throw new ArgumentError(name, 'teacher.classes is empty', 'at least 1 class', describeShape(classes.shape));
  const rows = (x: Tensor, size: number): Tensor2D => reshape(x, [x.size / size, size]);
  return {
    classes: rows(classes, k),
    logits: rows(tensorArgument(name, 'teacher.logits', given.logits, { shape: [...kept, k] }), k),
    remainder: rows(tensorArgument(name, 'teacher.remainder', given.remainder, { shape: kept }), 1),
  };
}

/** The logits of the kept classes and of the bucket, [rows, k + 1], of student and teacher. */
function outcomes({ rows: student }: LogitRows, { classes, logits, remainder }: Record<keyof TopKLogits, Tensor2D>) {
  const [rows, k] = classes.shape;
  if (rows === 0) {
    const none = (...from: Tensor[]) => zerosOf<Tensor2D>(from, [0, k + 1]);
    return { student: none(student), teacher: none(logits, remainder) };
  }
  // Beside large logits, float32 would leave no digits for the bucket's.
  const relative = sub(
    student,
    noGradient(() => finiteLogits(student).largest),
  ) as Tensor2D;
  const { chosen, others, isClass } = chosenLogits(relative, classes);
  return {
    student: concat([chosen, expandDims(logSumExp(others), 1)], 1) as Tensor2D,
    teacher: concat([where(isClass, logits, Number.NEGATIVE_INFINITY), remainder], 1) as Tensor2D,
  };
}
