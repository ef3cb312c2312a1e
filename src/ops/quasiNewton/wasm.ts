import { util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { curvatureResolution, type DirectionAttributes, type LineTensors } from './composed';
import { type Exports, wasmModule } from './module.generated';

export const descentDirectionWasm = /* @__PURE__ */ wasmKernel<Exports, string, DirectionAttributes>({
  module: wasmModule,
  output: ({ gradient }) => gradient.shape,
  scratch: ({ pairBytes }, _, { rhos }) => rhos.length * pairBytes(),
  run: ({ setPair, direction }, at, { gradient }, { rhos, gamma, leastGamma }) => {
    const { free = 0, output, scratch: pairs } = at;
    for (const [index, rho] of rhos.entries()) setPair({ pairs, index, s: at[`s${index}`], y: at[`y${index}`], rho });
    const [count, size] = [rhos.length, util.sizeFromShape(gradient.shape)];
    const resolution = curvatureResolution;
    direction({ gradient: at.gradient, free, output, pairs, count, size, gamma, leastGamma, resolution });
  },
});

export const lineMeasuresWasm = /* @__PURE__ */ wasmKernel<Exports, keyof LineTensors>({
  module: wasmModule,
  output: () => [8],
  run: ({ measures }, at, { x }) => measures({ ...at, count: util.sizeFromShape(x.shape) }),
});
