import { dispose, pad, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type BilateralSumAttributes, composed } from './composed';
import { type Exports, wasmModule } from './module.generated';

type PaddedAttributes = BilateralSumAttributes & { size: number[]; reachY: number; reachX: number };

const paddedSum = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'x', PaddedAttributes>({
  module: wasmModule,
  output: ({ x }, { size }) => [x.shape[0], x.shape[1], ...size],
  scratch: ({ scratchBytes }, { x }) => scratchBytes({ planes: x.shape[0] }),
  run: ({ bilateralSum }, at, { guide, x }, { size, reachY, reachX, spatialSigma, sigma, factors }) => {
    const [channels, batch] = guide.shape;
    const [height, width] = size;
    bilateralSum({
      ...at,
      sums: at.scratch,
      ...{ channels, planes: x.shape[0], batch, height, width, reachY, reachX },
      spatialScale: -0.5 / spatialSigma ** 2,
      contrastScale: -0.5 / (channels * sigma ** 2),
      factors: factors.reduce((packed, channel) => packed + 16 ** channel, 0),
    });
  },
});

/** The module takes up to seven channels and counts factors up to 15. */
const fits = (guide: Tensor, { factors }: BilateralSumAttributes) => guide.shape[0] <= 7 && factors.length <= 15;

export const bilateralWasm = /* @__PURE__ */ typedKernel<Record<'guide' | 'x', Tensor4D>, BilateralSumAttributes>(
  ({ inputs: { guide, x }, attrs: attributes, backend }) => {
    if (!fits(guide, attributes)) return tidy(() => composed({ guide, x }, attributes));
    const [, , height, width] = x.shape;
    const reachY = Math.min(attributes.radius, height - 1);
    const reachX = Math.min(attributes.radius, width - 1);
    const border: [number, number][] = [
      [0, 0],
      [0, 0],
      [reachY, reachY],
      [reachX, reachX + 3],
    ];
    const padded = tidy(() => ({ guide: pad(guide, border), x: pad(x, border) }));
    try {
      return paddedSum({
        inputs: padded,
        attrs: { ...attributes, size: [height, width], reachY, reachX },
        backend,
      });
    } finally {
      dispose(padded);
    }
  },
);
