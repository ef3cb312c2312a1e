import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { vgg19 } from '../examples/deepPhoto/network';
import { disposeScene, prepare, termNames, termsOf } from '../examples/deepPhoto/scene';
import { photograph } from '../examples/support/photographs';
import { vgg19Folder } from './support/vgg19';

/**
 * The most memory that this process had after one evaluation of the loss of deep photo style transfer, with its gradient,
 * at 1024 × 768 on WASM; its features pass VGG19 piece by piece. After `npx tsup`:
 *
 *     npx tsx bench/deepPhotoMemory.ts [--kept] [--size 768x1024] [--vgg19 folder]
 *
 * `--kept` keeps everything for the gradient, as tfjs does: for smaller images.
 */
const { values: options } = parseArgs({
  options: {
    kept: { type: 'boolean', default: false },
    size: { type: 'string', default: '768x1024' },
    vgg19: { type: 'string' },
  },
});
if (options.vgg19) process.env.DIFFBLOCKS_VGG19 = options.vgg19;
const folder = vgg19Folder();
if (!folder) throw new Error('no weights: say where they are with --vgg19 or DIFFBLOCKS_VGG19');

await selectBackend({ prefer: ['wasm'] });
const network = await vgg19(folder, { checkpointed: !options.kept });
const [height, width] = options.size.split('x').map(Number);
const sized = async (name: Parameters<typeof photograph>[0]) => {
  const whole = await photograph(name, 1);
  const resized = tf.image.resizeBilinear(whole, [height, width]);
  whole.dispose();
  return resized;
};
const halves = tf.tidy(() => {
  const upper = tf.concat([tf.ones([height / 2, width, 1]), tf.zeros([height / 2, width, 1])]);
  return tf.concat([upper, tf.sub(1, upper)], 2) as tf.Tensor3D;
});
const photo = await sized('nagasaki-boats');
const style = await sized('dust-bowl-home');
const scene = await prepare({ photo, style, photoMasks: halves, styleMasks: halves }, network);
style.dispose();

const start = performance.now();
const loss = (image: tf.Tensor3D) => {
  const terms = termsOf(image, scene);
  return tf.addN(termNames.map((name) => terms[name])) as tf.Scalar;
};
const { value, grad } = tf.valueAndGrad(loss)(photo);
const seconds = (performance.now() - start) / 1000;
const steepest = tf.max(tf.abs(grad));
console.log(
  `${width} × ${height}, ${options.kept ? 'all kept' : 'checkpointed'}: loss ${(await value.data())[0]}, ` +
    `largest gradient ${(await steepest.data())[0]}, ${seconds.toFixed(1)} s, ` +
    `at most ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(2)} GiB of process memory`,
);
disposeScene(scene);
process.exit(); // tfjs's WASM backend would keep Node alive
