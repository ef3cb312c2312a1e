import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tensorArgument } from '../internal/arguments';

/** Maps of a style image: of any height and width, but with the batch and channels of the generated ones. */
export function styleArgument(
  functionName: string,
  name: string,
  style: Tensor | TensorLike,
  generated: Tensor,
): Tensor {
  const shape = [...generated.shape.slice(0, -3), null, null, generated.shape.at(-1)!];
  return tensorArgument(functionName, name, style, { shape });
}
