import { squeeze, stack, type Tensor, type Tensor3D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { sumOverPositions } from '../ops/sumOverPositions';
import { styleArgument } from './styleArgument';

/**
 * Rejects masks in which a class has pixels in one image and none in the other, because `maskedStyleLoss` would ignore
 * that class. A class that is empty in both images is not an error. The function reads the masks, so call it once
 * before a long run.
 *
 * @param generatedMasks `[batch, height, width, classes]`, or `[height, width, classes]` for one example.
 * @param styleMasks The same for the style image; height and width may differ.
 * @returns A promise without a value.
 * @throws ArgumentError (as a rejection) if a class is empty in one image, naming class and example, or if the masks
 * do not fit each other.
 *
 * @example
 * const masks = tf.tensor3d([[[1, 0], [0, 1]]]);
 * await checkSegments(masks, tf.tensor3d([[[1, 0]]])).catch((error) => error.message);
 * // 'checkSegments: class 1 has pixels in one image alone; expected pixels in both or in none; got none in styleMasks'
 *
 * @see Luan et al. 2017, "Deep photo style transfer", section 3 (semantic segmentation).
 */
export async function checkSegments(
  generatedMasks: Tensor | TensorLike,
  styleMasks: Tensor | TensorLike,
): Promise<void> {
  const { counts, unbatched } = tidy(() => {
    const generated = tensorArgument('checkSegments', 'generatedMasks', generatedMasks, { rank: [3, 4] });
    const style = styleArgument('checkSegments', 'styleMasks', styleMasks, generated);
    const pixelCounts = [generated, style].map((masks) => squeeze(sumOverPositions(toBatch(masks, 4)), [1, 2]));
    return { counts: stack(pixelCounts) as Tensor3D, unbatched: generated.rank === 3 };
  });
  // Without an example or a class the list is empty.
  const [generatedCounts = [], styleCounts = []] = await counts.array();
  counts.dispose();
  generatedCounts.forEach((classes, example) => {
    classes.forEach((count, k) => {
      if ((count === 0) === (styleCounts[example][k] === 0)) return;
      throw new ArgumentError(
        'checkSegments',
        `class ${k}${unbatched ? '' : ` of example ${example}`} has pixels in one image alone`,
        'pixels in both or in none',
        `none in ${count === 0 ? 'generatedMasks' : 'styleMasks'}`,
      );
    });
  });
}
