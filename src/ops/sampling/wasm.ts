import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type SamplingAttributes, tapsPerAxis, type WarpAttributes, type WithImagesShape } from './attributes';
import { type Exports, wasmModule } from './module.generated';
import { sampleCounts, writeSampling } from './wasmSampling';

const ofImage = ([, ...size]: number[]) => ({
  pixels: util.sizeFromShape(size.slice(0, -1)),
  channels: size.at(-1)!,
});

const ofChannels = ({ scratchBytes }: Exports, channels: number | undefined) => scratchBytes({ channels: channels! });

/** How many products take as long as a sample without its taps. */
const SAMPLE = 200;

/** How many products take as long as a tap of one channel. */
const TAP = 8;

/** The products that take as long as samples of the shape [..., channels]. */
const productsOf = (shape: readonly number[], axes: number, { interpolation }: SamplingAttributes) =>
  util.sizeFromShape(shape.slice(0, -1)) * (SAMPLE + TAP * shape.at(-1)! * tapsPerAxis[interpolation] ** axes);

const ofGrid = ({ shape }: TensorInfo, channels: number | undefined, sampling: SamplingAttributes) =>
  productsOf([...shape.slice(0, -1), channels!], shape.at(-1)!, sampling);

export const gridSampleWasm = /* @__PURE__ */ wasmKernel<Exports, 'images' | 'grid', SamplingAttributes>({
  module: wasmModule,
  output: ({ images, grid }) => [...grid.shape.slice(0, -1), images.shape.at(-1)!],
  scratch: (wasm, { images }) => ofChannels(wasm, images.shape.at(-1)),
  ownScratch: (wasm, { images }) => ofChannels(wasm, images.shape.at(-1)),
  products: ({ images, grid }, sampling) => ofGrid(grid, images.shape.at(-1), sampling),
  run: (wasm, at, { images, grid }, sampling, { split }) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    const { batch, samples } = sampleCounts(grid);
    split('gridSample', { ...at, samples }, batch * wasm.chunks({ samples }));
  },
});

export const gridSampleImagesGradWasm = /* @__PURE__ */ wasmKernel<
  Exports,
  'dy' | 'grid',
  WithImagesShape<SamplingAttributes>
>({
  module: wasmModule,
  output: (_, { imagesShape }) => imagesShape,
  scratch: (wasm, _, { imagesShape }) => ofChannels(wasm, imagesShape.at(-1)),
  ownScratch: ({ ownImagesGradBytes }, _, { imagesShape }) => ownImagesGradBytes(ofImage(imagesShape)),
  products: ({ grid }, { imagesShape, ...sampling }) =>
    imagesShape[0] > 1 ? ofGrid(grid, imagesShape.at(-1), sampling) : 0,
  run: (wasm, at, { grid }, { imagesShape, ...sampling }, { split }) => {
    writeSampling(wasm, at.scratch, imagesShape, sampling);
    const { batch, samples } = sampleCounts(grid);
    split('imagesGrad', { ...at, dimages: at.output, samples }, batch);
  },
});

export const gridSampleGridGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'images' | 'grid', SamplingAttributes>(
  {
    module: wasmModule,
    output: ({ grid }) => grid.shape,
    scratch: (wasm, { images }) => ofChannels(wasm, images.shape.at(-1)),
    ownScratch: (wasm, { images }) => ofChannels(wasm, images.shape.at(-1)),
    products: ({ images, grid }, sampling) => ofGrid(grid, images.shape.at(-1), sampling),
    run: (wasm, at, { images, grid }, sampling, { split }) => {
      writeSampling(wasm, at.scratch, images.shape, sampling);
      const { batch, samples } = sampleCounts(grid);
      split('gridGrad', { ...at, dgrid: at.output, samples }, batch * wasm.chunks({ samples }));
    },
  },
);

const ofWarp = ({ ownWarpBytes }: Exports, { shape }: TensorInfo, { size }: WarpAttributes) =>
  ownWarpBytes({ channels: shape[3], width: size[1] });

const warpCounts = (imageCount: number, matrix: TensorInfo, [height, width]: readonly number[]) => ({
  imageCount,
  matrixCount: matrix.shape[0],
  rows: matrix.shape[1],
  height,
  width,
});

/** The shape of the warped images. */
const warpedShape = ([batch, , , channels]: number[], { shape }: TensorInfo, { size }: WarpAttributes) => [
  batch === 1 ? shape[0] : batch,
  ...size,
  channels,
];

export const warpWasm = /* @__PURE__ */ wasmKernel<Exports, 'images' | 'matrix', WarpAttributes>({
  module: wasmModule,
  output: ({ images, matrix }, attributes) => warpedShape(images.shape, matrix, attributes),
  scratch: (wasm, { images }) => ofChannels(wasm, images.shape[3]),
  ownScratch: (wasm, { images }, attributes) => ofWarp(wasm, images, attributes),
  products: ({ images, matrix }, attributes) =>
    productsOf(warpedShape(images.shape, matrix, attributes), 2, attributes),
  run: (wasm, at, { images, matrix }, attributes, { split }) => {
    const { size, ...sampling } = attributes;
    writeSampling(wasm, at.scratch, images.shape, sampling);
    const [batch, height] = warpedShape(images.shape, matrix, attributes);
    const counts = warpCounts(images.shape[0], matrix, size);
    split('warp', { ...at, matrices: at.matrix, ...counts }, batch * height);
  },
});

export const warpImagesGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'matrix', WithImagesShape<WarpAttributes>>(
  {
    module: wasmModule,
    output: (_, { imagesShape }) => imagesShape,
    scratch: (wasm, { dy }) => ofChannels(wasm, dy.shape[3]),
    ownScratch: ({ ownWarpImagesGradBytes }, _, { imagesShape, size }) =>
      ownWarpImagesGradBytes({ ...ofImage(imagesShape), width: size[1] }),
    products: ({ dy }, attributes) => (attributes.imagesShape[0] > 1 ? productsOf(dy.shape, 2, attributes) : 0),
    run: (wasm, at, { matrix }, { imagesShape, size, ...sampling }, { split }) => {
      writeSampling(wasm, at.scratch, imagesShape, sampling);
      const counts = warpCounts(imagesShape[0], matrix, size);
      split('warpImagesGrad', { ...at, matrices: at.matrix, dimages: at.output, ...counts }, imagesShape[0]);
    },
  },
);

export const warpMatrixGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'images' | 'matrix', WarpAttributes>({
  module: wasmModule,
  output: ({ matrix }) => matrix.shape,
  scratch: (wasm, { images }) => ofChannels(wasm, images.shape[3]),
  ownScratch: (wasm, { images }, attributes) => ofWarp(wasm, images, attributes),
  products: ({ dy, matrix }, attributes) => (matrix.shape[0] > 1 ? productsOf(dy.shape, 2, attributes) : 0),
  run: (wasm, at, { images, matrix }, { size, ...sampling }, { split }) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    const counts = warpCounts(images.shape[0], matrix, size);
    split('warpMatrixGrad', { ...at, matrices: at.matrix, dmatrices: at.output, ...counts }, matrix.shape[0]);
  },
});
