import { UnsortedSegmentSum, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { numberType } from '../numberType';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** tfjs has no such kernel on WASM, so that its `gather` has no gradient. */
export const unsortedSegmentSum: TrainingKernel = {
  kernelName: UnsortedSegmentSum,
  kernel: () =>
    wasmKernel<Exports, 'x' | 'segmentIds', { numSegments: number }>({
      module: wasmModule,
      dtypes: ({ x }) => ({ x: numberType(x), segmentIds: 'int32', output: numberType(x) }),
      output: ({ x, segmentIds }, { numSegments }) => [numSegments, ...x.shape.slice(segmentIds.shape.length)],
      scratch: ({ segmentScratchBytes }, { segmentIds }, { numSegments }) =>
        segmentScratchBytes({ rows: util.sizeFromShape(segmentIds.shape), segments: numSegments }),
      run: ({ segmentSum, segmentSumOfIntegers }, at, { x, segmentIds }, { numSegments }) => {
        const sum = x.dtype === 'float32' ? segmentSum : segmentSumOfIntegers;
        const rows = util.sizeFromShape(segmentIds.shape);
        const columns = util.sizeFromShape(x.shape.slice(segmentIds.shape.length));
        sum({ ...at, ids: at.segmentIds, rows, columns, segments: numSegments });
      },
    }),
};
