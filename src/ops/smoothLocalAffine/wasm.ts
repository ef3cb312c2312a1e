import type { TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { SmoothLocalAffineAttributes } from './composed';
import { type Exports, wasmModule } from './module.generated';

export const smoothWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'image', SmoothLocalAffineAttributes>({
  module: wasmModule,
  output: ({ image }) => image.shape,
  scratch: ({ smoothBytes }, { guide, image }, attributes) => smoothBytes(sizes(guide, image, attributes)),
  run: ({ smooth }, at, { guide, image }, attributes) =>
    smooth({ ...at, ...sizes(guide, image, attributes), ...scales(guide, attributes) }),
});

export const imageGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'dy', SmoothLocalAffineAttributes>({
  module: wasmModule,
  output: ({ dy }) => dy.shape,
  scratch: ({ gradientBytes }, { guide, dy }, attributes) =>
    gradientBytes({ ...sizes(guide, dy, attributes), ofGuide: false }),
  run: ({ gradient }, at, { guide, dy }, attributes) =>
    gradient({ ...at, image: 0, ...sizes(guide, dy, attributes), ...scales(guide, attributes), ofGuide: false }),
});

export const guideGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'image' | 'dy', SmoothLocalAffineAttributes>(
  {
    module: wasmModule,
    output: ({ guide }) => guide.shape,
    scratch: ({ gradientBytes }, { guide, image }, attributes) =>
      gradientBytes({ ...sizes(guide, image, attributes), ofGuide: true }),
    run: ({ gradient }, at, { guide, image }, attributes) =>
      gradient({ ...at, ...sizes(guide, image, attributes), ...scales(guide, attributes), ofGuide: true }),
  },
);

function sizes(
  { shape: [batch, height, width, colours] }: TensorInfo,
  image: TensorInfo,
  { radius }: SmoothLocalAffineAttributes,
) {
  const [reachY, reachX] = [Math.min(radius, height - 1), Math.min(radius, width - 1)];
  return { batch, height, width, colours, channels: image.shape[3], reachY, reachX };
}

const scales = ({ shape: [, , , colours] }: TensorInfo, { radius, sigma, epsilon }: SmoothLocalAffineAttributes) => ({
  spatialScale: -0.5 / (radius / 3) ** 2,
  contrastScale: -0.5 / (colours * sigma ** 2),
  epsilon,
});
