import { AvgPool, MaxPool } from '@tensorflow/tfjs-core';
import { sides, withExplicitPad } from '../explicitPad';
import type { TrainingKernel } from '../trainingKernel';
import { type PoolAttributes, poolInfo } from './windows';

const mended = (kernelName: string): TrainingKernel =>
  withExplicitPad<PoolAttributes>(kernelName, ({ x }, attributes) => sides(poolInfo(x, attributes).padInfo));

export const avgPool = /* @__PURE__ */ mended(AvgPool);
export const maxPool = /* @__PURE__ */ mended(MaxPool);
