import { type Tensor, tensor, util } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { vjp } from '../engine/vjp';
import { checkDerivative, type GradcheckOptions, gradcheckOptions } from './checkDerivative';
import { outputWeights } from './directions';
import { withoutIntegers } from './withoutIntegers';

/**
 * Rejects unless the second gradient of `f` agrees with central differences of its first gradient.
 *
 * The first gradient is a function of the inputs and of the cotangent dy, the weights of the outputs; `gradcheck` is
 * applied to it for both. So it detects a gradient that cuts the tape, such as that of tfjs's own `exp`, which treats
 * its saved output as a constant. It does not check the first gradient itself; `gradcheck` does.
 *
 * @param f A pure function of the inputs, of any output shape.
 * @param inputs A tensor, or one for each argument of `f`. They are not disposed.
 * @param options As for `gradcheck`.
 * @throws ArgumentError if an option is unknown or out of range, an input is not a tensor in use, none is a float or
 * all are empty, or `f` does not return a float32 tensor with elements; Error if the second gradient is wrong or cannot
 * be checked, as in `gradcheck`; the error of tfjs if it has no second gradient. All as a rejection.
 *
 * @example
 * await gradgradcheck((x) => tf.mul(x, tf.square(x)), tf.tensor([1, 2]));
 * console.log('the second gradient is right'); // the second gradient is right
 */
export async function gradgradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor | Tensor[],
  options?: GradcheckOptions,
): Promise<void> {
  const checked = gradcheckOptions('gradgradcheck', options);
  const subject = withoutIntegers('gradgradcheck', f, inputs);
  const shape = tidy(() => subject.f(...subject.inputs).shape);
  const size = util.sizeFromShape(shape);
  const cotangent = tensor(await outputWeights(size, checked.seed + 0.25), shape);
  try {
    await checkDerivative(
      {
        functionName: 'gradgradcheck',
        what: 'second gradient',
        inputs: [...subject.inputs, cotangent],
        names: [...subject.names, 'the cotangent'],
        f: (...arguments_) => vjp(subject.f, arguments_.slice(0, -1), arguments_.at(-1) as Tensor),
      },
      checked,
    );
  } finally {
    cotangent.dispose();
  }
}
