import { clone, type Scalar, Tensor, tidy } from '@tensorflow/tfjs-core';
import { OwnedTensors } from '../internal/ownedTensors';
import { boundsArgument, project, readBox, type Sides } from './box';
import { History } from './history';
import {
  type LbfgsBounds,
  type LbfgsOptions,
  type LbfgsProgress,
  type LbfgsResult,
  type LbfgsVariables,
  lbfgsDefaults,
} from './lbfgsOptions';
import { minimize } from './minimize';
import { Objective } from './objective';
import { setWeights, split, type Unknowns, unknownsArgument } from './unknowns';

/** L-BFGS with checked options. `names` are those of the function that the user called, for errors. */
export async function descend<X extends LbfgsVariables = Tensor>(
  lossFunction: (x: never) => Scalar,
  initial: unknown,
  options: LbfgsOptions<LbfgsVariables>,
  names = { functionName: 'lbfgs', loss: 'lossFunction', x: 'x' },
): Promise<LbfgsResult<X>> {
  const { bounds, keepState, state, onProgress, signal, ...limits } = { ...lbfgsDefaults, ...options };
  const owned = new OwnedTensors();
  try {
    const { unknowns, given, sides } = startOf(owned, initial, bounds);
    const earlier = state?.contentsFor(given.size);
    const history = new History(owned, limits.historySize, earlier);
    const box = sides && (await readBox(owned, sides));
    const start = tidy(() => owned.add(box ? project(given, box) : clone(given)));
    const loss = lossFunction as (x: LbfgsVariables) => Scalar;
    const objective = new Objective(loss, names, unknowns, box, owned, earlier?.largest);
    const tensorsOf = (x: Tensor) => tidy(() => split(x, unknowns).map((tensor) => owned.add(tensor)));
    const report = ({ x, ...progress }: Omit<LbfgsProgress, 'total'>) => {
      if (!onProgress) return;
      const tensors = tensorsOf(x);
      onProgress({ ...progress, total: limits.maxIterations, x: unknowns.form(tensors) });
      owned.free(...tensors);
    };
    const search = { ...limits, report, aborted: () => signal?.aborted === true };
    const minimum = await minimize(objective, start, history, search).catch((error) => {
      tidy(() => setWeights(given, unknowns));
      throw error;
    });
    const tensors = tensorsOf(minimum.x);
    for (const [index, weight] of (unknowns.weights ?? []).entries()) weight.write(tensors[index]);
    return {
      ...minimum,
      x: unknowns.form(tensors.map((tensor) => owned.release(tensor))) as X,
      evaluations: objective.evaluations,
      ...(keepState && { state: history.release(objective.largest) }),
    };
  } finally {
    owned.dispose();
  }
}

interface Start {
  unknowns: Unknowns;
  given: Tensor;
  sides?: Sides;
}

/** Copies the caller's tensors before lbfgs first waits, because the caller may dispose them from then on. */
function startOf(owned: OwnedTensors, initial: unknown, bounds: LbfgsBounds<LbfgsVariables> | undefined): Start {
  let start!: Start;
  tidy(() => {
    const { unknowns, x } = unknownsArgument(initial);
    const sides = bounds === undefined ? undefined : boundsArgument(bounds, unknowns);
    for (const side of Object.values(sides ?? {})) if (side instanceof Tensor) owned.add(side);
    start = { unknowns, given: owned.add(clone(x)), sides };
  });
  return start;
}
