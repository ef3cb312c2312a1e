import { UnsortedSegmentSum, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { numberType } from '../numberType';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

interface SegmentAttributes {
  numSegments: number;
}

/** tfjs lacks this kernel on WASM, so its `gather` has no gradient. */
export const unsortedSegmentSum = /* @__PURE__ */ trainingKernel<'x' | 'segmentIds', SegmentAttributes>(
  UnsortedSegmentSum,
  () =>
    wasmKernel<Exports, 'x' | 'segmentIds', SegmentAttributes>({
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
);
