import { AvgPool, MaxPool } from '@tensorflow/tfjs-core';
import { withExplicitPad } from '../explicitPad';
import type { TrainingKernel } from '../trainingKernel';
import { type PoolAttributes, poolInfo } from './windows';

const mended = (kernelName: string): TrainingKernel =>
  withExplicitPad<'x', PoolAttributes>(kernelName, ({ x }, attributes) => poolInfo(x, attributes).padInfo);

export const avgPool = /* @__PURE__ */ mended(AvgPool);
export const maxPool = /* @__PURE__ */ mended(MaxPool);
