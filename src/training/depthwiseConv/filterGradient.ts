import { DepthwiseConv2dNativeBackpropFilter } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type DepthwiseAttributes, depthwiseInfo, scratchSizes, sizes } from './sizes';

type FilterGradientAttributes = DepthwiseAttributes & { filterShape: number[] };

/** tfjs has no such kernel on WASM. */
export const depthwiseFilterGradient = /* @__PURE__ */ trainingKernel<'x' | 'dy', FilterGradientAttributes>(
  DepthwiseConv2dNativeBackpropFilter,
  () =>
    wasmKernel<Exports, 'x' | 'dy', FilterGradientAttributes>({
      module: wasmModule,
      output: (_, { filterShape }) => filterShape,
      scratch: ({ filterScratchBytes }, { dy }, { filterShape }) => filterScratchBytes(scratchSizes(filterShape, dy)),
      run: ({ setSizes, filterGradient }, at, { x, dy }, attributes) => {
        setSizes({ ...at, ...sizes(depthwiseInfo(x.shape, attributes.filterShape, attributes), dy.shape) });
        filterGradient({ ...at, dfilter: at.output });
      },
    }),
);
