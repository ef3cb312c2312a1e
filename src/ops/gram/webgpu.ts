import type { TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposing } from '../../webgpu/disposing';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { BLOCKS, DEPTH, finishing, type GramKind, gramTile, reading, sideFor, unrolled } from './wgsl/tile';

interface GramConstants {
  side: 2 | 4;
  kind: GramKind;
  isWhole: boolean;
}

type Input = 'x' | 'mask' | 'style';
type Inputs = { x: TensorInfo } & Partial<Record<Input, TensorInfo>>;

/**
 * How the work is divided: into pairs of panels of channels and, if these are few, into chunks of positions. All chunks
 * together take no more memory than the features, or than the result if that is larger.
 */
function divisionOf({ x, mask, style }: Inputs) {
  const [examples, ownPositions, channels] = x.shape;
  const masks = mask?.shape[2] ?? 1;
  const stylePositions = style?.shape[1] ?? 0;
  const matrices = examples * masks * (style ? 2 : 1);
  const positions = Math.max(ownPositions, stylePositions);
  const side = sideFor(channels);
  const panels = Math.ceil(channels / (8 * side));
  const pairs = (panels * (panels + 1)) / 2;
  const allBlocks = Math.ceil(positions / DEPTH);
  const chunksInMemory = Math.max(1, Math.floor(positions / (masks * channels)) || 0);
  const chunksWanted = Math.min(
    Math.max(256 / Math.max(1, matrices * pairs), allBlocks / (BLOCKS * 32)),
    chunksInMemory,
  );
  const blocksWanted = Math.max(8, Math.ceil(allBlocks / chunksWanted) || 0);
  const parts = Math.ceil(blocksWanted / BLOCKS);
  const blocks = Math.ceil(blocksWanted / parts);
  const chunks = Math.ceil(allBlocks / (parts * blocks)) || 1;
  const sizes: Record<string, number> = style ? { examples, ownPositions, stylePositions } : { positions, masks };
  return { side, matrices, chunks, division: { channels, panels, pairs, parts, blocks, chunks }, sizes };
}

/** The sums of the chunks [matrices, chunks, channels, channels]. That of a single chunk is the whole Gram matrix. */
const gramChunks = (kind: GramKind, inputs: readonly Input[]) =>
  webgpuKernel<Input, object, GramConstants>({
    name: 'gram',
    inputs,
    output: (given) => {
      const { matrices, chunks } = divisionOf(given);
      return [matrices, chunks, given.x.shape[2], given.x.shape[2]];
    },
    constants: (given) => {
      const { side, chunks } = divisionOf(given);
      return { side, kind, isWhole: chunks === 1 };
    },
    integers: (given) => {
      const { division, sizes } = divisionOf(given);
      return { ...division, ...sizes };
    },
    invocations: (given) => {
      const { matrices, division } = divisionOf(given);
      return matrices * division.pairs * division.chunks * WORKGROUP;
    },
    code: ({ side, isWhole }) => /* wgsl */ `
      ${reading(kind)}
      ${finishing}
      ${gramTile(side)}

      fn main(index: i32) {
        let group = index / ${WORKGROUP};
        let chunk = group / uniforms.pairs; // of all matrices
        let matrix = chunk / uniforms.chunks;
        let panels = pairOf(group - chunk * uniforms.pairs, uniforms.panels);
        let place = partOfInvocation(panels.x == panels.y);
        let start = (chunk - matrix * uniforms.chunks) * uniforms.parts * uniforms.blocks * DEPTH;
        let sums = sumTile(rowsOf(matrix), start, panels, place);
        let to = chunk * uniforms.channels * uniforms.channels;
        if (to >= uniforms.size) { return; }
        if (panels.x == panels.y && localIndex >= TRIANGLE) { return; }
        let corner = panels * PANEL + place * SIDE;
        ${unrolled(side, (row) => `writeRow(to, corner.x + ${row}, corner.y, sums.rows[${row}]);`)}
        ${isWhole ? 'for (var k = 0; k < SIDE * SIDE; k++) { finish(matrix, to, corner.x + k / SIDE, corner.y + k % SIDE); }' : ''}
      }

      fn writeRow(to: i32, i: i32, j: i32, sums: Vector) {
        ${unrolled(side, (c) => `write(to, i, j + ${c}, sums[${c}]);`)}
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
const addChunks = (kind: GramKind, inputs: readonly Input[]) =>
  webgpuKernel<Input | 'chunks', object, { kind: GramKind }>({
    name: 'gramSum',
    inputs: [...inputs, 'chunks'],
    output: ({ x: { shape }, chunks }) => [chunks.shape[0], shape[2], shape[2]],
    constants: () => ({ kind }),
    integers: (given) => ({ channels: given.x.shape[2], chunks: given.chunks.shape[1], ...divisionOf(given).sizes }),
    code: () => /* wgsl */ `
      ${reading(kind)}
      ${finishing}
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

const gramKernel = <Given extends Input>(kind: GramKind, inputs: readonly Given[]) => {
  const [sumChunks, sumAll] = [gramChunks(kind, inputs), addChunks(kind, inputs)];
  return typedKernel<Record<Given, TensorInfo>>(({ inputs, attrs, backend }) => {
    const given = inputs as Record<Input, TensorInfo>;
    const chunks = sumChunks({ inputs: given, attrs, backend });
    const [matrices, count, ...matrix] = chunks.shape;
    if (count === 1) return { ...chunks, shape: [matrices, ...matrix] };
    return disposing(backend, chunks, () => sumAll({ inputs: { ...given, chunks }, attrs, backend }));
  });
};

export const gramWebgpu = /* @__PURE__ */ gramKernel('plain', ['x']);

/** The Gram matrices under each mask of [batch, positions, masks], as [batch · masks, channels, channels]. */
export const maskedGramWebgpu = /* @__PURE__ */ gramKernel('masked', ['x', 'mask']);

/** The Gram matrices of x, then those of style, as [2 · batch, channels, channels]. */
export const gramPairWebgpu = /* @__PURE__ */ gramKernel('pair', ['x', 'style']);
