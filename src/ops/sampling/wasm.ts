import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { SamplingAttributes, WarpAttributes, WithImagesShape } from './attributes';
import { type Exports, wasmModule } from './module.generated';
import { sampleCounts, writeSampling } from './wasmSampling';

const ofImage = ([, ...size]: number[]) => ({
  pixels: util.sizeFromShape(size.slice(0, -1)),
  channels: size.at(-1)!,
});

const ofSamples = ({ scratchBytes }: Exports, { shape }: TensorInfo) => scratchBytes({ channels: shape.at(-1)! });

export const gridSampleWasm = /* @__PURE__ */ wasmKernel<Exports, 'images' | 'grid', SamplingAttributes>({
  module: wasmModule,
  output: ({ images, grid }) => [...grid.shape.slice(0, -1), images.shape.at(-1)!],
  scratch: (wasm, { images }) => ofSamples(wasm, images),
  run: (wasm, at, { images, grid }, sampling) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    wasm.gridSample({ ...at, ...sampleCounts(grid) });
  },
});

export const gridSampleImagesGradWasm = /* @__PURE__ */ wasmKernel<
  Exports,
  'dy' | 'grid',
  WithImagesShape<SamplingAttributes>
>({
  module: wasmModule,
  output: (_, { imagesShape }) => imagesShape,
  scratch: ({ imagesGradScratchBytes }, _, { imagesShape }) => imagesGradScratchBytes(ofImage(imagesShape)),
  run: (wasm, at, { grid }, { imagesShape, ...sampling }) => {
    writeSampling(wasm, at.scratch, imagesShape, sampling);
    wasm.imagesGrad({ ...at, dimages: at.output, ...sampleCounts(grid) });
  },
});

export const gridSampleGridGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'images' | 'grid', SamplingAttributes>(
  {
    module: wasmModule,
    output: ({ grid }) => grid.shape,
    scratch: (wasm, { images }) => ofSamples(wasm, images),
    run: (wasm, at, { images, grid }, sampling) => {
      writeSampling(wasm, at.scratch, images.shape, sampling);
      wasm.gridGrad({ ...at, dgrid: at.output, ...sampleCounts(grid) });
    },
  },
);

const ofWarp = ({ warpScratchBytes }: Exports, { shape }: TensorInfo, { size }: WarpAttributes) =>
  warpScratchBytes({ channels: shape[3], width: size[1] });

const warpCounts = (imageCount: number, matrix: TensorInfo, [height, width]: readonly number[]) => ({
  imageCount,
  matrixCount: matrix.shape[0],
  rows: matrix.shape[1],
  height,
  width,
});

export const warpWasm = /* @__PURE__ */ wasmKernel<Exports, 'images' | 'matrix', WarpAttributes>({
  module: wasmModule,
  output: ({ images, matrix }, { size }) => {
    const [batch, , , channels] = images.shape;
    return [batch === 1 ? matrix.shape[0] : batch, ...size, channels];
  },
  scratch: (wasm, { images }, attributes) => ofWarp(wasm, images, attributes),
  run: (wasm, at, { images, matrix }, { size, ...sampling }) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    wasm.warp({ ...at, matrices: at.matrix, ...warpCounts(images.shape[0], matrix, size) });
  },
});

export const warpImagesGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'matrix', WithImagesShape<WarpAttributes>>(
  {
    module: wasmModule,
    output: (_, { imagesShape }) => imagesShape,
    scratch: ({ warpImagesGradScratchBytes }, _, { imagesShape, size }) =>
      warpImagesGradScratchBytes({ ...ofImage(imagesShape), width: size[1] }),
    run: (wasm, at, { matrix }, { imagesShape, size, ...sampling }) => {
      writeSampling(wasm, at.scratch, imagesShape, sampling);
      const counts = warpCounts(imagesShape[0], matrix, size);
      wasm.warpImagesGrad({ ...at, matrices: at.matrix, dimages: at.output, ...counts });
    },
  },
);

export const warpMatrixGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'images' | 'matrix', WarpAttributes>({
  module: wasmModule,
  output: ({ matrix }) => matrix.shape,
  scratch: (wasm, { images }, attributes) => ofWarp(wasm, images, attributes),
  run: (wasm, at, { images, matrix }, { size, ...sampling }) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    const counts = warpCounts(images.shape[0], matrix, size);
    wasm.warpMatrixGrad({ ...at, matrices: at.matrix, dmatrices: at.output, ...counts });
  },
});
