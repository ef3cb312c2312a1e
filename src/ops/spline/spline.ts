import { split, sum, type Tensor, type Tensor3D, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { type TypedKernel, typedKernel } from '../../internal/typedKernel';
import { composed, composedGrad, type SplineAttributes } from './composed';
import { splineGradKernel, splineKernel } from './float64';
import { pixelLoops } from './pixelLoops';
import { splineGradWasm, splineWasm } from './wasm';
import { splineGradWebgpu, splineWebgpu } from './webgpu';

/** The most target points for which one workgroup solves the system in a reasonable time. */
const mostPoints = 256;

/** The programs, or for many points the composed op. */
const forFewPoints = <Input extends string>(
  programs: TypedKernel<Record<Input | 'source', TensorInfo>, SplineAttributes>,
  composed: (inputs: Record<Input | 'source', Tensor>, attributes: SplineAttributes) => Tensor,
) =>
  typedKernel<Record<Input | 'source', Tensor>, SplineAttributes>(({ inputs, attrs, backend }) =>
    (inputs.source as Tensor).shape[1]! <= mostPoints
      ? programs({ inputs, attrs, backend })
      : tidy(() => composed(inputs, attrs)),
  );

const run = /* @__PURE__ */ defineOp<'target' | 'source', SplineAttributes>({
  name: 'Spline',
  inputs: ['target', 'source'],
  composed,
  gradient: (dy, { target, source }, attributes) => {
    if (source.size === 0) return {};
    const [forTarget, forSource] = split(runGrad({ dy, target, source }, attributes), 2, 2);
    return {
      target: () => (target.shape[0] === 1 ? sum(forTarget, 0, true) : forTarget),
      source: () => forSource,
    };
  },
  kernels: {
    cpu: /* @__PURE__ */ splineKernel(pixelLoops),
    wasm: splineWasm,
    webgpu: /* @__PURE__ */ forFewPoints(splineWebgpu, composed),
  },
});

const runGrad = /* @__PURE__ */ defineOp<'dy' | 'target' | 'source', SplineAttributes>({
  name: 'SplineGrad',
  inputs: ['dy', 'target', 'source'],
  composed: composedGrad,
  kernels: {
    cpu: /* @__PURE__ */ splineGradKernel(pixelLoops),
    wasm: splineGradWasm,
    webgpu: /* @__PURE__ */ forFewPoints(splineGradWebgpu, composedGrad),
  },
});

/**
 * The thin plate splines that have the displacements source − target, both [batch, points, 2], at the points `target`:
 * [batch, height, width, 2]. `target` may be [1, points, 2] for all examples. The splines are exactly zero if nothing
 * moves.
 */
export const spline = (target: Tensor3D, source: Tensor3D, attributes: SplineAttributes): Tensor =>
  run({ target, source }, attributes);
