import * as tf from '@tensorflow/tfjs-core';
import { randomFilterBank } from 'diffblocks/style';
import type { Network } from '../support/features';

type Extractor = Pick<Network, 'name' | 'features' | 'dispose'> & { depths: readonly string[] };

/** The number of filters in each block. As in VGG19, it doubles when the map's side halves. */
const widths = [32, 64, 128];

/** An untrained network: three blocks of two 3 × 3 convolutions with random filters and ReLU, and max pools between. */
export function randomNetwork(): Extractor {
  const depths = widths.map((_, block) => `block${block + 1}_conv2`);
  const convolution = (block: number, index: number) => {
    const filters = widths[block];
    const channels = index === 1 ? filters : (widths[block - 1] ?? 3);
    const isImage = block === 0 && index === 0;
    const bank = randomFilterBank({
      scales: [3],
      filters,
      channels,
      mean: isImage ? 0.5 : 0,
      seed: 2 * block + index,
    });
    return (x: tf.Tensor3D) => bank(x)['3x3'];
  };
  const blocks = widths.map((_, block) => [convolution(block, 0), convolution(block, 1)]);
  return {
    name: 'an untrained network, three blocks of two convolutions with random filters',
    depths,
    features: (layers) => (image) =>
      tf.tidy(() => {
        const deepest = depths.findLastIndex((name) => layers.includes(name));
        const maps: Record<string, tf.Tensor3D> = {};
        let x = image;
        for (const [block, [first, second]] of blocks.slice(0, deepest + 1).entries()) {
          x = second(first(block > 0 ? tf.maxPool(x, 2, 2, 'valid') : x));
          if (layers.includes(depths[block])) maps[depths[block]] = x;
        }
        return maps;
      }),
    dispose: () => {},
  };
}
