import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { widthOfBlocks } from '../../src/training/matMul/widthOfBlocks';
import { blockSize } from '../../src/training/winograd/filterGradient';

/** A constant of a file of AssemblyScript. */
const constantIn = (file: string, name: string) =>
  Number(readFileSync(`src/${file}`, 'utf8').match(new RegExp(`const ${name}: i32 = (\\d+);`))?.[1]);

// A module has no space for larger blocks, and would write beyond it.
test('blocks are at most as large as in the modules', () => {
  expect(widthOfBlocks(1, 1e6, 1)).toBe(constantIn('wasm/assembly/blockProduct.ts', 'COLUMNS'));
  const winograd = 'training/winograd/assembly/filterGradient.ts';
  expect(blockSize(1e6, 1e6, 1)).toEqual({
    channelsAtOnce: constantIn(winograd, 'FILTER_CHANNELS'),
    outputsAtOnce: constantIn(winograd, 'FILTER_OUTPUTS'),
  });
});
