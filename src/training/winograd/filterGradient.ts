import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, sizesOf } from '../convolutionGeometry';
import { BLOCK_CHANNELS, BLOCK_OUTPUTS, piecesOf, winogradFilterGradientCost } from './cost';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropFilter. */
export const winogradFilterGradient = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'dy', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.filterShape,
  ownScratch: ({ ownFilterBytes }) => ownFilterBytes(),
  products: ({ dy }, { info }) => winogradFilterGradientCost(info, dy.shape),
  run: (_, at, { dy }, { info }, { split, threads }) => {
    const { inChannels, outChannels } = info;
    const pieces = piecesOf(info);
    const { channelsAtOnce, outputsAtOnce } = blockSize(inChannels, outChannels, Math.ceil(threads / pieces));
    const blocks = pieces * Math.ceil(inChannels / channelsAtOnce) * Math.ceil(outChannels / outputsAtOnce);
    const named = { ...at, dfilter: at.output, ...sizesOf(info, dy.shape), channelsAtOnce, outputsAtOnce };
    split('filterGradient', named, blocks);
  },
});

/** Channels or outputs of a block that is not divided further. */
const LEAST = 16;

/**
 * Channels and outputs in a block: the most, as in the module, or fewer so that each thread has a block. Smaller ones
 * transform their channels and outputs more often.
 */
export function blockSize(channels: number, outputs: number, threads: number) {
  let channelsAtOnce = BLOCK_CHANNELS;
  let outputsAtOnce = BLOCK_OUTPUTS;
  const blocks = () => Math.ceil(channels / channelsAtOnce) * Math.ceil(outputs / outputsAtOnce);
  while (blocks() < threads) {
    const [rows, columns] = [Math.min(channelsAtOnce, channels), Math.min(outputsAtOnce, outputs)];
    if (Math.max(rows, columns) <= LEAST) break;
    if (rows >= columns) channelsAtOnce /= 2;
    else outputsAtOnce /= 2;
  }
  return { channelsAtOnce, outputsAtOnce };
}
