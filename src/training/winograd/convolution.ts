import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TypedKernel } from '../../internal/typedKernel';
import { wasmKernel } from '../../wasm/wasmKernel';
import { sizesOf } from '../convolutionGeometry';
import { blocksOfTiles } from './blocksOfTiles';
import { type TiledConvolution, tileSide, winogradCost } from './cost';
import { type Exports, wasmModule } from './module.generated';

const sizesInTiles = ({ info, side = tileSide(info, info.outShape, info.inChannels) }: TiledConvolution) => ({
  ...sizesOf(info, info.outShape),
  side,
});

type Inputs = Record<'x' | 'filter', TensorInfo> & { bias?: TensorInfo };
type Attributes = TiledConvolution & { relu?: boolean };

/** Conv2D, then the sum with `bias` [outputs], then ReLU, if they are given. */
export const winogradConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter' | 'bias', Attributes>({
  module: wasmModule,
  output: (_, { info }) => info.outShape,
  scratch: ({ filterBytes }, _, attributes) => filterBytes(sizesInTiles(attributes)),
  ownScratch: ({ ownBytes }, _, attributes) => ownBytes(sizesInTiles(attributes)),
  products: (_, { info }) => winogradCost(info, info.outShape, info.inChannels),
  run: ({ filters }, at, _, attributes, { split, threads }) => {
    const sizes = sizesInTiles(attributes);
    const { tilesAtOnce, blocks } = blocksOfTiles(attributes.info.outShape, sizes.side, threads);
    split('transformFilter', { ...at, ...sizes, swapped: false, turned: false }, filters(sizes));
    split('convolve', { ...at, ...sizes, relu: attributes.relu ?? false, tilesAtOnce }, blocks);
  },
}) as TypedKernel<Inputs, Attributes>;
