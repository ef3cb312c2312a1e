import { type WasmKernelDefinition, wasmKernel } from '../../wasm/wasmKernel';
import { sizesOf } from '../convolutionGeometry';
import { blocksOfTiles } from './blocksOfTiles';
import { type TiledConvolution, tileSide, winogradCost, winogradSpreadCost } from './cost';
import { type Exports, wasmModule } from './module.generated';

type Definition = Pick<WasmKernelDefinition<Exports, 'dy' | 'filter', TiledConvolution>, 'products' | 'run'>;

/** The sizes of the filter as the gradient uses it: channels and outputs change places. */
const swappedSizes = ({ info }: TiledConvolution, side: number) => ({
  ...sizesOf(info, info.outShape),
  channels: info.outChannels,
  outputs: info.inChannels,
  side,
});

const inputGradient = (sideOf: (attributes: TiledConvolution) => number, { products, run }: Definition) =>
  wasmKernel<Exports, 'dy' | 'filter', TiledConvolution>({
    module: wasmModule,
    output: (_, { info }) => info.inShape,
    scratch: ({ filterBytes }, _, attributes) => filterBytes(swappedSizes(attributes, sideOf(attributes))),
    ownScratch: ({ ownBytes }, _, attributes) => ownBytes(swappedSizes(attributes, sideOf(attributes))),
    products,
    run,
  });

const sideOf = ({ info, side = tileSide(info, info.inShape, info.outChannels) }: TiledConvolution) => side;

/** Conv2DBackpropInput: a convolution of dy, with the filter turned. */
export const winogradInputGradient = /* @__PURE__ */ inputGradient(sideOf, {
  products: (_, { info }) => winogradCost(info, info.inShape, info.outChannels),
  run: ({ filters }, at, { dy }, attributes, { split, threads }) => {
    const swapped = swappedSizes(attributes, sideOf(attributes));
    const { filterHeight, filterWidth, padTop, padLeft } = swapped;
    const [, height, width] = dy.shape;
    const [, outHeight, outWidth] = attributes.info.inShape;
    const sizes = { ...swapped, height, width, outHeight, outWidth };
    split('transformFilter', { ...at, ...sizes, swapped: true, turned: true }, filters(sizes));
    const padded = { padTop: filterHeight - 1 - padTop, padLeft: filterWidth - 1 - padLeft };
    const { tilesAtOnce, blocks } = blocksOfTiles(attributes.info.inShape, swapped.side, threads);
    split('convolve', { ...at, x: at.dy, bias: 0, ...sizes, ...padded, relu: false, tilesAtOnce }, blocks);
  },
});

/** Conv2DBackpropInput tile by tile of dy: fewer tiles, if dy is smaller than dx. */
export const winogradSpreadGradient = /* @__PURE__ */ inputGradient(() => 2, {
  products: ({ dy }, { info }) => winogradSpreadCost(info, dy.shape),
  run: ({ filters }, at, { dy }, attributes, { split }) => {
    const swapped = swappedSizes(attributes, 2);
    split('transformFilter', { ...at, ...swapped, swapped: true, turned: false }, filters(swapped));
    const sizes = sizesOf(attributes.info, dy.shape);
    split('spreadGradient', { ...at, ...sizes, dx: at.output }, sizes.batch);
  },
});
