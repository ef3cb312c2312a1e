/**
 * Draws the pictures of the README: a flower, the scribbles on it and around it, and the flower before another
 * background. Run `npx tsup --no-dts && npx tsx examples/matting/allium.ts`.
 */
import { writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import jpeg from 'jpeg-js';
import { photograph } from '../support/photographs';
import { png } from '../support/png';
import { cutOut, over } from './cutOut';
import { draw, type Stroke } from './scribbles';

/** Strokes are in pixels of the photograph at full size. */
const inWidths = (strokes: Stroke[]): Stroke[] =>
  strokes.map((stroke) => stroke.map(([x, y]): [number, number] => [x / 800, y / 800]));

// biome-ignore format: lists of points
const onFlower = inWidths([
  [[30, 228], [110, 270], [180, 310], [225, 300], [205, 230], [160, 140]], [[90, 190], [130, 240]], [[80, 225], [105, 255]],
  [[240, 130], [275, 220], [300, 250], [315, 110]], [[390, 100], [350, 200], [320, 250]], [[340, 270], [350, 370]],
  [[390, 240], [420, 330], [405, 430]], [[280, 300], [285, 370]], [[440, 260], [450, 370]], [[460, 400], [450, 460]],
  [[460, 110], [510, 220], [545, 250], [545, 120]], [[480, 270], [520, 370]], [[560, 310], [555, 370]],
  [[637, 90], [600, 220], [615, 280], [720, 290], [785, 190]], [[700, 140], [650, 260]], [[725, 170], [720, 190]],
  [[220, 330], [265, 380], [300, 440], [330, 600], [420, 670], [520, 620], [555, 430], [580, 380], [610, 310]],
  [[420, 540], [420, 660]], [[657, 295], [648, 328]], [[435, 660], [440, 1010]],
]);

// biome-ignore format: lists of points
const onPaper = inWidths([
  [[10, 10], [790, 10], [790, 130]], [[10, 10], [10, 190]], [[10, 250], [10, 1010], [385, 1010], [385, 710]],
  [[15, 270], [110, 360], [240, 440], [255, 600], [290, 690], [375, 712]], [[790, 320], [790, 1010], [485, 1010], [485, 710]],
  [[790, 320], [690, 340], [610, 420], [600, 600], [560, 690], [490, 712]], [[190, 20], [195, 110]], [[412, 20], [412, 90]],
  [[590, 20], [590, 100]], [[60, 130], [60, 160]], [[120, 80], [125, 120]], [[350, 60], [355, 90]], [[250, 60], [260, 90]],
  [[500, 60], [505, 100]], [[760, 130], [770, 110]], [[250, 290], [252, 320]], [[583, 280], [580, 315]], [[15, 195], [50, 188], [90, 160]],
  [[690, 330], [665, 350], [620, 390]], [[38, 212], [60, 230]], [[612, 338], [630, 324]],
]);

await selectBackend({ prefer: ['wasm'] });
const photo = await photograph('allium-oreophilum', 2);
const [height, width] = photo.shape;
const [flower, paper] = [draw(onFlower, [height, width]), draw(onPaper, [height, width])];
const { trimap, alpha, foreground } = await cutOut(photo, { onObject: flower, aroundIt: paper });

const dusk = tf.tensor([0.33, 0.5, 0.8, 0.98, 0.72, 0.5], [2, 1, 3]);
const background = tf.image.resizeBilinear(tf.tile<tf.Tensor3D>(dusk as tf.Tensor3D, [1, 2, 1]), [height, width], true);
const marked = over(over(photo, tf.tensor1d([1, 0.7, 0]), flower), tf.tensor1d([0.1, 0.4, 1]), paper);

await save('allium.jpg', photo);
await save('allium-marked.jpg', marked);
await save('allium-at-dusk.jpg', over(background, foreground, alpha));
const [, scribbles] = (await png(tf.expandDims<tf.Tensor3D>(trimap, 2))).split(',');
await writeFile('docs/images/allium-scribbles.png', Buffer.from(scribbles, 'base64'));
process.exit(0); // tfjs's backends keep the process alive

async function save(name: string, image: tf.Tensor3D): Promise<void> {
  const opaque = tf.concat([image, tf.ones([height, width, 1])], 2);
  const data = Uint8Array.from(await tf.clipByValue(opaque, 0, 1).data(), (value) => Math.round(255 * value));
  await writeFile(`docs/images/${name}`, jpeg.encode({ width, height, data }, 75).data);
}
