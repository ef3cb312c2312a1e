import { wasmKernel } from '../../wasm/wasmKernel';
import { sizesOf } from '../convolutionGeometry';
import { blocksOfTiles } from './blocksOfTiles';
import { type TiledConvolution, tileSide, winogradCost } from './cost';
import { type Exports, wasmModule } from './module.generated';

const sizesInTiles = ({ info, side = tileSide(info, info.outShape, info.inChannels) }: TiledConvolution) => ({
  ...sizesOf(info, info.outShape),
  side,
});

/** Conv2D. */
export const winogradConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', TiledConvolution>({
  module: wasmModule,
  output: (_, { info }) => info.outShape,
  scratch: ({ filterBytes }, _, attributes) => filterBytes(sizesInTiles(attributes)),
  ownScratch: ({ ownBytes }, _, attributes) => ownBytes(sizesInTiles(attributes)),
  products: (_, { info }) => winogradCost(info, info.outShape, info.inChannels),
  run: ({ filters }, at, _, attributes, { split, threads }) => {
    const sizes = sizesInTiles(attributes);
    const { tilesAtOnce, blocks } = blocksOfTiles(attributes.info.outShape, sizes.side, threads);
    split('transformFilter', { ...at, ...sizes, swapped: false, turned: false }, filters(sizes));
    split('convolve', { ...at, ...sizes, tilesAtOnce }, blocks);
  },
});
