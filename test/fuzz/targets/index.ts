import type { Target } from '../Target';
import { kernels } from './kernels';
import { ops } from './ops';
import { optimizers } from './optimizers';
import { own } from './own';

export const groups: Readonly<Record<string, Target[]>> = { kernels, optimizers, ops, own };
