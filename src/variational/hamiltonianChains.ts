import {
  add,
  cast,
  clone,
  concat,
  greater,
  isFinite as isFiniteTensor,
  keep,
  less,
  log,
  logicalAnd,
  mul,
  onesLike,
  reshape,
  type Scalar,
  scalar,
  square,
  sub,
  sum,
  Tensor,
  type TensorLike,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { partialVjp } from '../engine/vjp';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { ignoreRejection } from '../internal/ignoreRejection';
import { mulberry32 } from '../internal/mulberry32';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { seededNormal, seededUniform } from '../internal/random';
import { requireAllocatable } from '../internal/requireAllocatable';
import { signalArgument } from '../internal/signalArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { sumPerExample } from '../ops/sumPerExample';

export interface HamiltonianOptions {
  /** The number of samples that each chain keeps. */
  steps?: number;
  /** Leapfrog steps per sample, each with one gradient. */
  leapfrogSteps?: number;
  /** The step of the leapfrog integrator, in the units of z: a fraction of the narrowest standard deviation. */
  stepSize?: number;
  /** The number of samples to drop first. */
  burnIn?: number;
  /** The same integer gives the same noise on every backend. Without a seed each call draws new noise. */
  seed?: number;
  /** Called after each sample, including those of `burnIn`. */
  onProgress?(progress: HamiltonianProgress): void;
  /** Stops the work; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface HamiltonianProgress {
  /** The number of samples so far. */
  step: number;
  /** The number of samples in all. */
  total: number;
  /** The share of proposals that were accepted so far, over all chains. */
  acceptance: number;
}

/** log f(z), up to a constant: a scalar for one chain, `[chains]` for z of shape `[chains, ...]`. */
export type LogDensity = (z: Tensor) => Tensor;

/** The chains' samples, as numbers. */
export interface Chains {
  /** [steps, ...shape of initial], row by row. */
  samples: Float32Array;
  /** The log density of each sample: [steps, chains]. */
  logDensities: Float32Array;
  acceptance: number;
  /** The shape of the initial z. */
  shape: number[];
  /** The shape of one result per chain: [], or [chains]. */
  chainShape: number[];
}

/** The states of all chains: z, its log density [chains] or scalar, and the gradient of that. */
type State = { z: Tensor; logDensity: Tensor; gradient: Tensor };

/** Runs Hamiltonian Monte Carlo, and keeps `sets` times `steps` samples. */
export async function hamiltonianChains(
  functionName: string,
  densityName: string,
  density: LogDensity,
  initial: Tensor | TensorLike,
  options: HamiltonianOptions | undefined,
  sets = 1,
): Promise<Chains> {
  const settings = settingsArgument(functionName, options);
  functionArgument(functionName, densityName, density);
  const owned = new OwnedTensors();
  try {
    const evaluate = (z: Tensor) => evaluated(functionName, densityName, density, z);
    const start = owned.add(tidy(() => clone(initialArgument(functionName, initial))));
    await yieldToEventLoop(settings.signal);
    const first = hold(owned, () => ({ z: clone(start), ...evaluate(start) }));
    const numbers = await read(owned, () => concat([flat(first.logDensity), flat(first.gradient)]));
    if (!numbers.every(Number.isFinite)) {
      const problem = `${densityName} or its gradient is not finite at initial`;
      throw new ArgumentError(functionName, problem, 'finite numbers', 'NaN or infinity');
    }
    const count = sets * settings.steps;
    requireAllocatable(functionName, 'the tensor of samples', [count, ...start.shape]);
    return await drawSamples(first, evaluate, owned, { ...settings, count });
  } finally {
    owned.dispose();
  }
}

function settingsArgument(functionName: string, options: HamiltonianOptions | undefined) {
  const settings = optionsArgument(functionName, options, {
    steps: 1000,
    leapfrogSteps: 10,
    stepSize: 0.1,
    burnIn: 100,
    seed: undefined,
    onProgress: undefined,
    signal: undefined,
  });
  const { steps, leapfrogSteps, stepSize, burnIn, seed, onProgress, signal } = settings;
  numberArgument(functionName, 'steps', steps, { atLeast: 1, integer: true });
  numberArgument(functionName, 'leapfrogSteps', leapfrogSteps, { atLeast: 1, integer: true });
  numberArgument(functionName, 'stepSize', stepSize, { above: 0, float32: true });
  numberArgument(functionName, 'burnIn', burnIn, { atLeast: 0, integer: true });
  if (seed !== undefined) numberArgument(functionName, 'seed', seed, { integer: true });
  if (onProgress !== undefined) functionArgument(functionName, 'onProgress', onProgress);
  signalArgument(functionName, signal);
  return settings;
}

/** Draws `count` samples after those of `burnIn`, from a first state, whose tensors it frees. */
async function drawSamples(
  first: State,
  evaluate: (z: Tensor) => Omit<State, 'z'>,
  owned: OwnedTensors,
  {
    count,
    burnIn,
    leapfrogSteps,
    stepSize,
    seed,
    onProgress,
    signal,
  }: ReturnType<typeof settingsArgument> & { count: number },
): Promise<Chains> {
  const random = mulberry32(seed ?? Math.random() * 2 ** 32);
  const { shape, size } = first.z;
  const { shape: chainShape, size: chains } = first.logDensity;
  const samples = new Float32Array(count * size);
  const logDensities = new Float32Array(count * chains);
  const total = burnIn + count;
  let [accepted, acceptedKept] = [0, 0];
  let state = first;
  for (let step = 0; step < total; step++) {
    await yieldToEventLoop(signal);
    const last = state;
    const { isAccepted, ...next } = hold(owned, () => {
      const seeds = { momentumSeed: random(), uniformSeed: random() };
      return proposed(last, evaluate, { ...seeds, leapfrogSteps, stepSize });
    });
    state = next;
    owned.free(...Object.values(last));
    const numbers = await read(owned, () => concat([flat(next.z), flat(next.logDensity), flat(isAccepted)]));
    owned.free(isAccepted);
    const moves = numbers.subarray(size + chains).reduce((moves, move) => moves + move, 0);
    accepted += moves;
    if (step >= burnIn) {
      samples.set(numbers.subarray(0, size), (step - burnIn) * size);
      logDensities.set(numbers.subarray(size, size + chains), (step - burnIn) * chains);
      acceptedKept += moves;
    }
    onProgress?.({ step: step + 1, total, acceptance: accepted / ((step + 1) * chains) });
  }
  return { samples, logDensities, acceptance: acceptedKept / (count * chains), shape, chainShape };
}

/** Owns the tensors that `make` returns. */
function hold<Tensors extends Record<string, Tensor>>(owned: OwnedTensors, make: () => Tensors): Tensors {
  const made = tidy(make);
  for (const tensor of Object.values(made)) owned.add(tensor);
  return made;
}

/** The values of a tensor, which is disposed. */
async function read(owned: OwnedTensors, make: () => Tensor): Promise<Float32Array> {
  const tensor = owned.add(tidy(make));
  const values = await tensor.data<'float32'>();
  owned.free(tensor);
  return values;
}

interface Proposal {
  momentumSeed: number;
  uniformSeed: number;
  leapfrogSteps: number;
  stepSize: number;
}

/** A trajectory of the leapfrog integrator from new momenta, taken by each chain with the Metropolis probability. */
function proposed(
  state: State,
  evaluate: (z: Tensor) => Omit<State, 'z'>,
  { momentumSeed, uniformSeed, leapfrogSteps, stepSize }: Proposal,
): State & { isAccepted: Tensor } {
  const { shape: chainShape } = state.logDensity;
  /** −½ Σ p², in the shape of the log density. */
  const kinetic = (p: Tensor) =>
    mul(chainShape.length === 0 ? sumLastAxis(reshape(square(p), [-1])) : sumPerExample(square(p)), -0.5);
  let p = seededNormal(state.z.shape, momentumSeed);
  const start = add(state.logDensity, kinetic(p));
  let moved = state;
  for (let i = 0; i < leapfrogSteps; i++) {
    const halfway = add(p, mul(moved.gradient, stepSize / 2));
    const z = add(moved.z, mul(halfway, stepSize));
    moved = { z, ...evaluate(z) };
    p = add(halfway, mul(moved.gradient, stepSize / 2));
  }
  const gain = sub(add(moved.logDensity, kinetic(p)), start);
  const threshold = log(seededUniform(chainShape, uniformSeed, 2 ** -33));
  // A trajectory that diverges to NaN or infinity is rejected.
  const isAccepted = cast(logicalAnd(less(threshold, gain), isFiniteTensor(gain)), 'float32');
  const choose = (a: Tensor, b: Tensor) => {
    const perChain = reshape(isAccepted, [...chainShape, ...Array(a.rank - chainShape.length).fill(1)]);
    return where(greater(mul(onesLike(b), perChain), 0), a, b);
  };
  return {
    z: choose(moved.z, state.z),
    logDensity: choose(moved.logDensity, state.logDensity),
    gradient: choose(moved.gradient, state.gradient),
    isAccepted,
  };
}

/** The log density at z and its gradient. */
function evaluated(functionName: string, densityName: string, density: LogDensity, z: Tensor): Omit<State, 'z'> {
  let value: Tensor | undefined;
  try {
    const [gradient] = partialVjp(
      (z) => {
        const given = densityArgument(functionName, densityName, density(z), z);
        value = keep(clone(given));
        return sum<Scalar>(given);
      },
      [z],
      scalar(1),
    );
    if (gradient) return { logDensity: clone(value!), gradient };
    const problem = `${densityName} does not depend on z`;
    throw new ArgumentError(functionName, problem, 'a tensor computed from z', 'one without a gradient');
  } finally {
    value?.dispose();
  }
}

function densityArgument(functionName: string, densityName: string, value: unknown, { shape }: Tensor): Tensor {
  const isDensity = value instanceof Tensor && value.dtype === 'float32';
  if (isDensity && (value.rank === 0 || (value.rank === 1 && value.size === shape[0]))) return value;
  ignoreRejection(value);
  const expected = `a float32 scalar, or [${shape[0] ?? 1}] for as many chains`;
  throw new ArgumentError(functionName, `${densityName}(z) is not a log density`, expected, describe(value));
}

function initialArgument(functionName: string, initial: Tensor | TensorLike): Tensor {
  const given = tensorArgument(functionName, 'initial', initial);
  if (given.size > 0) return given;
  const got = `shape ${describeShape(given.shape)}`;
  throw new ArgumentError(functionName, 'initial is empty', 'at least one element', got);
}

const flat = (x: Tensor): Tensor => reshape(x, [x.size]);
