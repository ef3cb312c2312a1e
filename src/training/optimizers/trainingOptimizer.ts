import { engine, type Optimizer, type Tensor, tidy, util, type Variable } from '@tensorflow/tfjs-core';
import { address, type WasmBackend } from '../../wasm/wasmBackend';
import { wasmCalls } from '../../wasm/wasmCalls';
import { broadcastCopy } from '../stridedCopy/broadcastCopy';
import { type Exports, wasmModule } from './module.generated';

type Gradients = Parameters<Optimizer['applyGradients']>[0];
type ApplyGradients = (this: Optimizer, gradients: Gradients) => void;

/** A faster `applyGradients` for a class of tfjs. `installTrainingKernels` puts it on the class's prototype. */
export interface TrainingOptimizer {
  optimizer: { prototype: Optimizer };
  /** Makes the method. `stock` is the method that it replaces, for other backends and unusual gradients. */
  applyGradients(stock: ApplyGradients): ApplyGradients;
}

/** The variables that an optimizer keeps, one for each weight, in the order of the gradients. */
export type State = readonly { variable: Variable }[];

interface Definition<Members, Name extends string, Function extends keyof Exports> {
  optimizer: { prototype: Optimizer };
  /** The optimizer's state. The kernel gets address 0 for one that is undefined. */
  state(optimizer: Members): Record<Name, State | undefined>;
  /** The function of the module that takes a step of one weight. */
  name: Function;
  /** Reads the optimizer's settings, the other arguments of that function. */
  settings(optimizer: Members): Omit<Parameters<Exports[Function]>[0], Name | 'weights' | 'gradient' | 'count'>;
  /** Runs after the steps of all weights. */
  end?(optimizer: Members): void;
}

const callsOn = /* @__PURE__ */ wasmCalls<Exports>(wasmModule);

/** How many products take as long as a step of one number. */
const PRODUCTS = 32;

/**
 * Makes an `applyGradients` that calls one kernel for each weight, on numbers in place. tfjs itself takes the first
 * step, which makes the state, and every step in which a weight, gradient or state is missing or unusual. `Members`
 * are the members of the class that the definition uses; tfjs declares most of them private.
 */
export const trainingOptimizer = <Members, Name extends string, Function extends keyof Exports>({
  optimizer,
  state,
  name,
  settings,
  end,
}: Definition<Members, Name, Function>): TrainingOptimizer => ({
  optimizer,
  applyGradients: (stock) =>
    function (gradients) {
      const own = this as unknown as Members & { incrementIterations(): void };
      const slots = Object.entries<State | undefined>(state(own));
      const weights = engine().backendName === 'wasm' ? weightsOf(gradients, slots) : undefined;
      if (!weights) return stock.call(this, gradients);
      const backend = engine().backend as WasmBackend;
      const others = settings(own);
      for (const { gradient, variables } of weights) {
        const places = Object.entries(variables).map(([slot, x]) => [slot, x ? ownAddress(x, backend) : 0]);
        const addresses = { ...Object.fromEntries(places), gradient: address(backend, gradient) };
        const steps = Object.keys(addresses).map((slot) => [slot, 4]);
        const count = gradient.size;
        const { spread } = callsOn(backend, count * PRODUCTS);
        spread(name, { ...addresses, ...others, count }, { units: 'count', bytes: Object.fromEntries(steps) });
      }
      end?.(own);
      own.incrementIterations();
    },
});

interface Weight {
  gradient: Tensor;
  /** The weights and their state. */
  variables: Record<string, Variable | undefined>;
}

/** The weights that have a gradient, or undefined if the kernels cannot take the step. */
function weightsOf(gradients: Gradients, slots: [string, State | undefined][]): Weight[] | undefined {
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  const weights: Weight[] = [];
  for (const [index, { name, tensor: gradient }] of named.entries()) {
    const ofWeight = engine().registeredVariables[name];
    const states = slots.map(([slot, state]) => [slot, state && (state[index]?.variable ?? null)] as const);
    if (!ofWeight || states.some(([, variable]) => variable === null)) return undefined;
    if (!gradient) continue;
    const variables = { ...Object.fromEntries(states), weights: ofWeight };
    const isUsual = (x: Tensor | undefined) =>
      !x || (x.dtype === 'float32' && !x.isDisposed && util.arraysEqual(x.shape, ofWeight.shape));
    if (![gradient, ...Object.values(variables)].every(isUsual)) return undefined;
    weights.push({ gradient, variables });
  }
  return weights;
}

/** The address of a variable's numbers. If clones share them, the variable first gets a copy of its own. */
function ownAddress(variable: Variable, backend: WasmBackend): number {
  if (backend.refCount(variable.dataId) !== 1) {
    const copy = () => engine().makeTensorFromTensorInfo(broadcastCopy(variable, variable.shape, backend));
    tidy(() => variable.assign(copy()));
  }
  forgetPacked(variable, backend);
  return address(backend, variable);
}

/** Stock matrix products and convolutions keep packed weights for each tensor that they know, until it is disposed. */
function forgetPacked({ dataId, size }: Variable, { wasm, dataIdMap }: WasmBackend): void {
  const { id, memoryOffset } = dataIdMap.get(dataId);
  wasm.tfjs.disposeData(id);
  wasm.tfjs.registerTensor(id, size, memoryOffset);
}
