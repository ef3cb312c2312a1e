import { neg, type Tensor } from '@tensorflow/tfjs-core';
import { logarithm } from '../ops/logarithm';
import { logUnit } from '../ops/logUnit';

/** −log(−log u): a Gumbel sample of location 0 and scale 1. */
export const standardGumbel = (u: Tensor): Tensor => neg(logarithm(neg(logUnit(u, { complement: false }))));
