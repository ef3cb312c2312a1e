import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { closedFormMatte } from '../../src/matting';

/** The lemur of pymatting at a tenth of its size. The repository does not contain it. */
const folder = '../shared/lemur';
/** ‖α − reference‖ over unknown pixels, for a direct solution in float64. */
const published = 1.6383251;

test.skipIf(!existsSync(folder))(
  `the lemur's matte is as far from the reference as published (needs ${folder})`,
  async () => {
    const read = async (name: string) => PNG.sync.read(await readFile(`${folder}/${name}.png`));
    const [photo, map, reference] = await Promise.all(['image', 'trimap', 'alpha'].map(read));
    const { width, height } = photo;
    const grey = ({ data }: PNG) => Float32Array.from({ length: width * height }, (_, pixel) => data[4 * pixel] / 255);
    const colours = Float32Array.from(
      photo.data.filter((_, index) => index % 4 < 3),
      (byte) => byte / 255,
    );
    const [image, trimap] = [tf.tensor3d(colours, [height, width, 3]), tf.tensor2d(grey(map), [height, width])];

    const alpha = await closedFormMatte(image, trimap);
    const [found, wanted, known] = [await alpha.data(), grey(reference), grey(map)];
    tf.dispose([image, trimap, alpha]);

    const unknown = [...known.keys()].filter((pixel) => known[pixel] > 0.1 && known[pixel] < 0.9);
    expect(unknown.length).toBe(386);
    const error = Math.hypot(...unknown.map((pixel) => found[pixel] - wanted[pixel]));
    expect(error / published).toBeCloseTo(1, 3);
  },
);
