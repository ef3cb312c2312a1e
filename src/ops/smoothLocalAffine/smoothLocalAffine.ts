import type { Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composedGuideGradient, composedImageGradient, composedSmooth, type SmoothAttributes } from './composed';
import { guideGradientWasm, imageGradientWasm, smoothWasm } from './wasm';

const runSmooth = /* @__PURE__ */ defineOp<'guide' | 'image', SmoothAttributes>({
  name: 'SmoothLocalAffine',
  inputs: ['guide', 'image'],
  composed: composedSmooth,
  gradient: (dy, { guide, image }, attributes) => ({
    guide: () => runGuideGradient({ guide, image, dy }, attributes),
    image: () => runImageGradient({ guide, dy }, attributes),
  }),
  kernels: { wasm: smoothWasm },
});

/**
 * Images [batch, height, width, channels] recoloured smoothly from a guide g: the models (a, b) of the 3×3 windows, in
 * the bilateral mean around each pixel,
 *
 *     R_i = Σ_j w_ij (a_j·g_i + b_j) / Σ_j w_ij,
 *     w_ij = exp(−‖i − j‖² / (2 (radius/3)²) − mean_k (g_ik − g_jk)² / (2 · sigma²))
 */
export const smoothByGuide = (guide: Tensor4D, image: Tensor4D, attributes: SmoothAttributes): Tensor4D =>
  runSmooth({ guide, image }, attributes);

/** R is linear in the image. */
const runImageGradient = /* @__PURE__ */ defineOp<'guide' | 'dy', SmoothAttributes>({
  name: 'SmoothLocalAffineImageGradient',
  inputs: ['guide', 'dy'],
  composed: composedImageGradient,
  gradient: (dz, { guide, dy }, attributes) => ({
    guide: () => runGuideGradient({ guide, image: dz, dy }, attributes),
    dy: () => smoothByGuide(guide as Tensor4D, dz as Tensor4D, attributes),
  }),
  kernels: { wasm: imageGradientWasm },
});

const runGuideGradient = /* @__PURE__ */ defineOp<'guide' | 'image' | 'dy', SmoothAttributes>({
  name: 'SmoothLocalAffineGuideGradient',
  inputs: ['guide', 'image', 'dy'],
  composed: composedGuideGradient,
  kernels: { wasm: guideGradientWasm },
});
