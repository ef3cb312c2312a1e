import type { TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposing } from '../../webgpu/disposing';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { BLOCKS, DEPTH, finishing, forEntries, gramTile, sideFor, tile } from './wgsl/tile';

interface GramConstants {
  side: number;
  hasMask: boolean;
  isWhole: boolean;
}

type Inputs = { x: TensorInfo; mask?: TensorInfo };

/**
 * How the work is divided: into pairs of panels of channels and, if these are few, into chunks of positions. All chunks
 * together take no more memory than x, or than the result if that is larger.
 */
function divisionOf({ x, mask }: Inputs) {
  const [batch, positions, channels] = x.shape;
  const masks = mask?.shape[2] ?? 1;
  const side = sideFor(channels);
  const panels = Math.ceil(channels / (8 * side));
  const pairs = (panels * (panels + 1)) / 2;
  const allBlocks = Math.ceil(positions / DEPTH);
  const chunksInMemory = Math.max(1, Math.floor(positions / (masks * channels)) || 0);
  const chunksWanted = Math.min(
    Math.max(256 / Math.max(1, batch * masks * pairs), allBlocks / (BLOCKS * 32)),
    chunksInMemory,
  );
  const blocksWanted = Math.max(16, Math.ceil(allBlocks / chunksWanted) || 0);
  const parts = Math.ceil(blocksWanted / BLOCKS);
  const blocks = Math.ceil(blocksWanted / parts);
  const chunks = Math.ceil(allBlocks / (parts * blocks)) || 1;
  return {
    side,
    integers: { positions, channels, masks, panels, pairs, parts, blocks, chunks },
  };
}

/** The sums of the chunks [matrices, chunks, channels, channels]. That of a single chunk is the whole Gram matrix. */
const gramChunks = <Input extends 'x' | 'mask'>(inputs: readonly (Input | 'x')[]) =>
  webgpuKernel<Input | 'x', object, GramConstants>({
    name: 'gram',
    inputs,
    output: (given) => {
      const [batch, , channels] = given.x.shape;
      const { masks, chunks } = divisionOf(given).integers;
      return [batch * masks, chunks, channels, channels];
    },
    constants: (given) => {
      const { side, integers } = divisionOf(given);
      return { side, hasMask: inputs.length > 1, isWhole: integers.chunks === 1 };
    },
    integers: (given) => divisionOf(given).integers,
    invocations: (given) => {
      const { masks, pairs, chunks } = divisionOf(given).integers;
      return given.x.shape[0] * masks * pairs * chunks * WORKGROUP;
    },
    code: ({ side, hasMask, isWhole }) => /* wgsl */ `
      ${finishing(hasMask)}
      ${tile(side)}
      ${gramTile}

      /** (I, J) of a pair of panels, I ≤ J, in the order of a triangle's rows. */
      fn panelsOf(pair: i32) -> vec2<i32> {
        var row = 0;
        var left = pair;
        while (left >= uniforms.panels - row) {
          left -= uniforms.panels - row;
          row++;
        }
        return vec2<i32>(row, row + left);
      }

      fn main(index: i32) {
        let group = index / ${WORKGROUP};
        let chunk = group / uniforms.pairs; // of all matrices
        let matrix = chunk / uniforms.chunks;
        let example = matrix / uniforms.masks;
        let panels = panelsOf(group - chunk * uniforms.pairs);
        let ofExample = example * uniforms.positions;
        let start = (chunk - matrix * uniforms.chunks) * uniforms.parts * uniforms.blocks * DEPTH;
        let sums = sumTile(ofExample + start, ofExample + uniforms.positions, panels, matrix % uniforms.masks);
        let to = chunk * uniforms.channels * uniforms.channels;
        if (to >= uniforms.size) { return; }
        let corner = panels * PANEL + cornerOfInvocation();
        ${forEntries(side, (entry, a, b) => `write(to, corner.x + ${a}, corner.y + ${b}, sums.${entry});`)}
        ${isWhole ? 'for (var k = 0; k < SIDE * SIDE; k++) { finish(matrix, to, corner.x + k / SIDE, corner.y + k % SIDE); }' : ''}
      }

      fn write(to: i32, i: i32, j: i32, sum: f32) {
        if (i > j || j >= uniforms.channels) { return; }
        result[to + i * uniforms.channels + j] = sum;
        result[to + j * uniforms.channels + i] = sum;
      }

      /** Apart from \`write\`, whose code is there SIDE² times. */
      fn finish(matrix: i32, to: i32, i: i32, j: i32) {
        if (i > j || j >= uniforms.channels) { return; }
        write(to, i, j, finished(matrix, i, j, result[to + i * uniforms.channels + j]));
      }
    `,
  });

/** Adds the chunks, sixteen at a time. */
const addChunks = <Input extends 'x' | 'mask'>(inputs: readonly (Input | 'x')[]) =>
  webgpuKernel<Input | 'x' | 'chunks', object, { hasMask: boolean }>({
    name: 'gramSum',
    inputs: [...inputs, 'chunks'],
    output: ({ x: { shape }, chunks }) => [chunks.shape[0], shape[2], shape[2]],
    constants: () => ({ hasMask: inputs.length > 1 }),
    integers: (given) => divisionOf(given).integers,
    code: ({ hasMask }) => /* wgsl */ `
      ${finishing(hasMask)}
      fn valueAt(index: i32) -> f32 {
        let count = uniforms.channels * uniforms.channels;
        let matrix = index / count;
        let entry = index - matrix * count;
        let first = matrix * uniforms.chunks * count + entry;
        var sum = 0.0;
        for (var chunk = 0; chunk < uniforms.chunks; chunk += 16) {
          var part = 0.0;
          for (var k = chunk; k < min(chunk + 16, uniforms.chunks); k++) { part += chunksAt(first + k * count); }
          sum += part;
        }
        let row = entry / uniforms.channels;
        return finished(matrix, row, entry - row * uniforms.channels, sum);
      }
    `,
  });

const gramKernel = <Input extends 'x' | 'mask'>(inputs: readonly (Input | 'x')[]) => {
  const [sumChunks, sumAll] = [gramChunks(inputs), addChunks(inputs)];
  return typedKernel<Record<Input | 'x', TensorInfo>>(({ inputs: given, attrs, backend }) => {
    const chunks = sumChunks({ inputs: given, attrs, backend });
    const [matrices, count, ...matrix] = chunks.shape;
    if (count === 1) return { ...chunks, shape: [matrices, ...matrix] };
    return disposing(backend, chunks, () => sumAll({ inputs: { ...given, chunks }, attrs, backend }));
  });
};

export const gramWebgpu = /* @__PURE__ */ gramKernel(['x']);

/** The Gram matrices under each mask of [batch, positions, masks], as [batch · masks, channels, channels]. */
export const maskedGramWebgpu = /* @__PURE__ */ gramKernel<'x' | 'mask'>(['x', 'mask']);
