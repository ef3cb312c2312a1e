import { type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { reducedShape } from '../reducedShape';
import { type Exports, wasmModule } from './module.generated';

export interface ReductionAttributes {
  axis: number | number[];
  keepDims: boolean;
}

interface Stage {
  outer: number;
  count: number;
  inner: number;
  mean: boolean;
}

const stageKernel = /* @__PURE__ */ wasmKernel<Exports, 'x', Stage>({
  module: wasmModule,
  output: (_, { outer, inner }) => [outer, inner],
  scratch: ({ scratchBytes }, _, { inner }) => scratchBytes({ inner }),
  run: ({ sum }, at, _, { outer, count, inner, mean }) =>
    sum({ ...at, outer, count, inner, divisor: mean ? count : 1 }),
});

/** Sum or mean of a float32 tensor. Adjacent axes are reduced together, the last ones first. */
export function reduce(
  x: TensorInfo,
  { axis, keepDims }: ReductionAttributes,
  mean: boolean,
  backend: KernelBackend,
): TensorInfo {
  const axes = util.parseAxisParam(axis, x.shape);
  const runs = runsOfAxes(x.shape, axes);
  let result = x;
  do {
    let last = runs.findLastIndex(({ reduced }) => reduced);
    if (last < 0) last = runs.push({ size: 1, reduced: true }) - 1; // nothing to sum: a copy
    const sizeOf = (part: AxisRun[]) => util.sizeFromShape(part.map(({ size }) => size));
    const stage = {
      outer: sizeOf(runs.slice(0, last)),
      count: runs[last].size,
      inner: sizeOf(runs.slice(last + 1)),
      mean,
    };
    const next = stageKernel({ inputs: { x: result }, attrs: stage, backend });
    if (result !== x) backend.disposeData(result.dataId);
    result = next;
    runs.splice(last, 1);
  } while (runs.some(({ reduced }) => reduced));
  return { ...result, shape: reducedShape(x.shape, axes, keepDims) };
}

interface AxisRun {
  size: number;
  reduced: boolean;
}

/** Adjacent axes, all reduced or all kept, merged into one. */
function runsOfAxes(shape: number[], axes: number[]): AxisRun[] {
  const runs: AxisRun[] = [];
  for (const [axis, size] of shape.entries()) {
    const reduced = axes.includes(axis);
    const run = runs.at(-1);
    if (run && run.reduced === reduced) run.size *= size;
    else if (size !== 1) runs.push({ size, reduced });
  }
  return runs;
}
