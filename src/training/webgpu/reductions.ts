import {
  All,
  Any,
  ArgMax,
  ArgMin,
  fill,
  Max,
  Mean,
  Min,
  Prod,
  reshape,
  Sum,
  sumOutType,
  type Tensor,
  tidy,
  util,
} from '@tensorflow/tfjs-core';
import { reducedShape } from '../reducedShape';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { rowsAlong } from './rows';
import { tensorOf } from './tensorOf';

interface ReductionAttributes {
  axis?: number | number[];
  reductionIndices?: number | number[];
  keepDims?: boolean;
}

/**
 * Stock moves axes by its own transpose, which is invalid for integers, throws if there is nothing to reduce, and
 * forgets keepDims of small products. It reduces the rows of a matrix correctly.
 */
const reduction = (
  kernelName: string,
  ofNothing: (dtype: string) => number,
  typeOf: (dtype: Tensor['dtype']) => Tensor['dtype'] = (dtype) => dtype,
): TrainingKernel =>
  trainingKernel<'x', ReductionAttributes>(kernelName, (stock) => ({ inputs, attrs, backend }) => {
    const x = inputs.x as Tensor;
    const axes = util.parseAxisParam((attrs.reductionIndices ?? attrs.axis)!, x.shape);
    const shape = reducedShape(x.shape, axes, attrs.keepDims);
    return tidy(() => {
      if (x.size === 0) return fill(shape, ofNothing(x.dtype), typeOf(x.dtype));
      const rows = { x: rowsAlong(x, axes) };
      const result = stock({ inputs: rows, attrs: { axis: 1, reductionIndices: 1, keepDims: false }, backend });
      return reshape(tensorOf(result), shape);
    });
  });

const least = (dtype: string) => (dtype === 'int32' ? -(2 ** 31) : -Infinity);
const greatest = (dtype: string) => (dtype === 'int32' ? 2 ** 31 - 1 : Infinity);

export const sum = /* @__PURE__ */ reduction(Sum, () => 0, sumOutType);
export const mean = /* @__PURE__ */ reduction(
  Mean,
  () => NaN,
  () => 'float32',
);
export const max = /* @__PURE__ */ reduction(Max, least);
export const min = /* @__PURE__ */ reduction(Min, greatest);
export const prod = /* @__PURE__ */ reduction(Prod, () => 1);
export const all = /* @__PURE__ */ reduction(All, () => 1);
export const any = /* @__PURE__ */ reduction(Any, () => 0);

/** The same; for a single axis the result of stock also has shape [1]. */
const argExtremum = (kernelName: string): TrainingKernel =>
  trainingKernel<'x', { axis: number }>(
    kernelName,
    (stock) =>
      ({ inputs, attrs, backend }) =>
        tidy(() => {
          const x = inputs.x as Tensor;
          const axes = util.parseAxisParam(attrs.axis, x.shape);
          const shape = reducedShape(x.shape, axes);
          if (x.size === 0) return fill(shape, 0, 'int32');
          return reshape(tensorOf(stock({ inputs: { x: rowsAlong(x, axes) }, attrs: { axis: 1 }, backend })), shape);
        }),
  );

export const argMax = /* @__PURE__ */ argExtremum(ArgMax);
export const argMin = /* @__PURE__ */ argExtremum(ArgMin);
