import type { Target } from '../../Target';
import { distillationTargets } from './distillation';
import { layersTargets } from './layers';
import { mattingTargets } from './matting';
import { optimizeTargets } from './optimize';
import { rcaTargets } from './rca';
import { registrationTargets } from './registration';
import { spatialTargets } from './spatial';
import { styleTargets } from './style';
import { variationalTargets } from './variational';

/** The public functions. The name of a target begins with that of its function. */
export const own: Target[] = [
  ...styleTargets,
  ...mattingTargets,
  ...distillationTargets,
  ...variationalTargets,
  ...spatialTargets,
  ...registrationTargets,
  ...rcaTargets,
  ...optimizeTargets,
  ...layersTargets,
];
