import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { resizeMasks } from 'diffblocks/style';
import { weights } from '../examples/deepPhoto';
import { vgg19 } from '../examples/deepPhoto/network';
import { restyle } from '../examples/deepPhoto/restyle';
import { disposeScene, prepare } from '../examples/deepPhoto/scene';
import { type PhotographName, photograph, skyAndGround } from '../examples/support/photographs';
import { memoryOf, type WasmBackend } from '../src/wasm/wasmBackend';
import { vgg19Folder } from './support/vgg19';

/**
 * Measures the memory that deep photo style transfer needs on WASM. It runs the second stage of the example, with all
 * terms, on photographs cropped to 1024 × 768. The iterations are more than enough to fill the history of L-BFGS. The
 * command fails if the process ever used 3 GB or more. After `npx tsup`:
 *
 *     npx tsx bench/deepPhotoMemory.ts [--kept] [--size 768x1024] [--iterations 13] [--vgg19 folder]
 *
 * `--kept` turns checkpointing off: every piece of the network keeps its tensors for the gradient. Use it for smaller
 * images.
 */
const { values: options } = parseArgs({
  options: {
    kept: { type: 'boolean', default: false },
    size: { type: 'string', default: '768x1024' },
    iterations: { type: 'string', default: '13' },
    vgg19: { type: 'string' },
  },
});
if (options.vgg19) process.env.DIFFBLOCKS_VGG19 = options.vgg19;
const folder = vgg19Folder();
if (!folder) throw new Error('no weights found; pass their folder with --vgg19 or set DIFFBLOCKS_VGG19');
const limit = 3e9;
const [height, width] = options.size.split('x').map(Number);
const iterations = Number(options.iterations);

await selectBackend({ prefer: ['wasm'] });
const network = await vgg19(folder, { checkpointed: !options.kept });
const [photo, style] = [await load('nagasaki-boats'), await load('dust-bowl-home')];
const pictures = { photo: photo.image, style: style.image, photoMasks: photo.masks, styleMasks: style.masks };
const scene = await prepare(pictures, network);
console.log(
  `${width} × ${height}, ${options.kept ? 'all kept' : 'checkpointed'}; before the first iteration: ${memory()}`,
);
let iteration = 0;
await restyle(scene, photo.image, {
  weights,
  evaluations: 20 * iterations,
  enough: (steps) => steps.length > iterations, // steps[0] is the starting point
  signal: new AbortController().signal,
  onStep: ({ evaluations }) => console.log(`${++iteration} (${evaluations} evaluations): ${memory()}`),
});
disposeScene(scene);
const peak = process.resourceUsage().maxRSS * 1024;
console.log(`Peak process memory: ${(peak / 1e9).toFixed(2)} GB`);
process.exit(peak < limit ? 0 : 1); // otherwise tfjs's WASM backend keeps Node alive

async function load(name: PhotographName) {
  const [whole, quarter] = [await photograph(name, 1), await photograph(name, 4)];
  const image = tf.slice3d(whole, [0, 0, 0], [height, width, 3]);
  const cropped = tf.slice3d(quarter, [0, 0, 0], [height / 4, width / 4, 3]);
  const masks = await skyAndGround(cropped);
  const resized = resizeMasks(masks, [height, width]);
  tf.dispose([whole, quarter, cropped, masks]);
  return { image, masks: resized };
}

/** The memory now in use, and the peak of the process. */
function memory(): string {
  const megabytes = {
    'in tensors': tf.memory().numBytes,
    'of WASM memory': memoryOf(tf.backend() as unknown as WasmBackend).buffer.byteLength,
    'of process memory at the peak': process.resourceUsage().maxRSS * 1024,
  };
  return Object.entries(megabytes)
    .map(([name, bytes]) => `${(bytes / 1e6).toFixed(0)} MB ${name}`)
    .join(', ');
}
