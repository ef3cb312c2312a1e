import { type WasmKernelDefinition, wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, sizesOf } from '../convolutionGeometry';
import { winogradProducts } from './cost';
import { type Exports, wasmModule } from './module.generated';

type Definition = WasmKernelDefinition<Exports, 'dy' | 'filter', ConvolutionInfo>;

/** The sizes of the filter as the gradient uses it: channels and outputs change places. */
const swappedSizes = ({ info }: ConvolutionInfo) => ({
  ...sizesOf(info, info.outShape),
  channels: info.outChannels,
  outputs: info.inChannels,
});

const inputGradient = ({ products, run }: Pick<Definition, 'products' | 'run'>) =>
  wasmKernel<Exports, 'dy' | 'filter', ConvolutionInfo>({
    module: wasmModule,
    output: (_, { info }) => info.inShape,
    scratch: ({ filterBytes }, _, attributes) => filterBytes(swappedSizes(attributes)),
    ownScratch: ({ ownBytes }, _, { info }) => ownBytes({ channels: info.outChannels }),
    products,
    run,
  });

/** Conv2DBackpropInput: a convolution of dy, with the filter turned. */
export const winogradInputGradient = /* @__PURE__ */ inputGradient({
  products: (_, { info }) => winogradProducts(info, info.inShape),
  run: ({ filters, blocks }, at, { dy }, attributes, { split }) => {
    const swapped = swappedSizes(attributes);
    const { filterHeight, filterWidth, padTop, padLeft } = swapped;
    const [, height, width] = dy.shape;
    const [, outHeight, outWidth] = attributes.info.inShape;
    const sizes = { ...swapped, height, width, outHeight, outWidth };
    split('transformFilter', { ...at, ...sizes, swapped: true, turned: true }, filters(sizes));
    const padded = { padTop: filterHeight - 1 - padTop, padLeft: filterWidth - 1 - padLeft };
    split('convolve', { ...at, x: at.dy, ...sizes, ...padded }, blocks(sizes));
  },
});

/** Conv2DBackpropInput tile by tile of dy: fewer tiles, if dy is smaller than dx. */
export const winogradSpreadGradient = /* @__PURE__ */ inputGradient({
  products: ({ dy }, { info }) => winogradProducts(info, dy.shape),
  run: ({ filters }, at, { dy }, attributes, { split }) => {
    const swapped = swappedSizes(attributes);
    split('transformFilter', { ...at, ...swapped, swapped: true, turned: false }, filters(swapped));
    const sizes = sizesOf(attributes.info, dy.shape);
    split('spreadGradient', { ...at, ...sizes, dx: at.output }, sizes.batch);
  },
});
