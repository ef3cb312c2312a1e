import type { Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed, composedGuideGrad, composedImageGrad, type SmoothLocalAffineAttributes } from './composed';
import { guideGradWasm, imageGradWasm, smoothWasm } from './wasm';
import { guideGradWebgpu, imageGradWebgpu, smoothWebgpu } from './webgpu';

const runSmooth = /* @__PURE__ */ defineOp<'guide' | 'image', SmoothLocalAffineAttributes>({
  name: 'SmoothLocalAffine',
  inputs: ['guide', 'image'],
  composed,
  gradient: (dy, { guide, image }, attributes) => ({
    guide: () => runGuideGrad({ guide, image, dy }, attributes),
    image: () => runImageGrad({ guide, dy }, attributes),
  }),
  kernels: { wasm: smoothWasm, webgpu: smoothWebgpu },
});

/**
 * Images [batch, height, width, channels] recoloured smoothly from a guide g: the models (a, b) of the 3×3 windows, in
 * the bilateral mean around each pixel,
 *
 *     R_i = Σ_j w_ij (a_j·g_i + b_j) / Σ_j w_ij,
 *     w_ij = exp(−‖i − j‖² / (2 (radius/3)²) − mean_k (g_ik − g_jk)² / (2 · sigma²))
 */
export const smoothByGuide = (guide: Tensor4D, image: Tensor4D, attributes: SmoothLocalAffineAttributes): Tensor4D =>
  runSmooth({ guide, image }, attributes);

/** R is linear in the image. */
const runImageGrad = /* @__PURE__ */ defineOp<'guide' | 'dy', SmoothLocalAffineAttributes>({
  name: 'SmoothLocalAffineImageGrad',
  inputs: ['guide', 'dy'],
  composed: composedImageGrad,
  gradient: (dz, { guide, dy }, attributes) => ({
    guide: () => runGuideGrad({ guide, image: dz, dy }, attributes),
    dy: () => smoothByGuide(guide as Tensor4D, dz as Tensor4D, attributes),
  }),
  kernels: { wasm: imageGradWasm, webgpu: imageGradWebgpu },
});

const runGuideGrad = /* @__PURE__ */ defineOp<'guide' | 'image' | 'dy', SmoothLocalAffineAttributes>({
  name: 'SmoothLocalAffineGuideGrad',
  inputs: ['guide', 'image', 'dy'],
  composed: composedGuideGrad,
  kernels: { wasm: guideGradWasm, webgpu: guideGradWebgpu },
});
