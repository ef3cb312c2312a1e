import * as tf from '@tensorflow/tfjs-core';
import { type LbfgsOptions, type LbfgsResult, lbfgs } from 'diffblocks/optimize';
import { gramLoss, gramMatrix } from 'diffblocks/style';

type Terms = Record<string, tf.Scalar>;
const sum = (terms: Terms) => tf.addN(Object.values(terms));

/**
 * Makes an image like a piece of texture `[height, width, 3]` in [0, 1]: one whose features have the same Gram matrices
 * (Gatys et al. 2015). L-BFGS changes the pixels of noise. `features` returns the maps of some layers by name. Each
 * layer has a term of the loss, relative to that of an image without texture; `total` adds them.
 */
export async function synthesize(
  features: (image: tf.Tensor3D) => Record<string, tf.Tensor3D>,
  texture: tf.Tensor3D,
  options: LbfgsOptions<tf.Tensor3D>,
  total = sum,
): Promise<LbfgsResult<tf.Tensor3D>> {
  const gramsOf = (image: tf.Tensor3D) =>
    Object.entries(features(image)).map(([layer, map]) => ({ layer, gram: gramMatrix(map) }));
  const targets = tf.tidy(() =>
    gramsOf(texture).map(({ gram }) => ({ gram, ofNothing: gramLoss(tf.zerosLike(gram), gram) })),
  );
  const loss = (image: tf.Tensor3D) => {
    const terms = gramsOf(image).map(({ layer, gram }, index): [string, tf.Scalar] => {
      const target = targets[index];
      return [layer, tf.div(gramLoss(gram, target.gram), target.ofNothing)];
    });
    return total(Object.fromEntries(terms)) as tf.Scalar;
  };
  const noise = tf.randomUniform<tf.Rank.R3>(texture.shape, 0, 1, 'float32', 1);
  const result = await lbfgs(loss, noise, { bounds: { lower: 0, upper: 1 }, ...options });
  tf.dispose([noise, targets]);
  return result;
}
