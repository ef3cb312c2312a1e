import {
  engine,
  getGradient,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  registerGradient,
  registerKernel,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** A gradient of this package for a tfjs op whose own gradient is wrong, throws or cannot be differentiated again. */
export interface MendedGradient {
  kernelName: string;
  /** The inputs that the gradient needs; tfjs saves them. */
  inputs: readonly string[];
  /** Replaces inputs that were not given; the gradient of each must be returned. */
  defaults?(inputs: NamedTensorMap): NamedTensorMap;
  /**
   * The gradient of each input, computed with differentiable ops. `dys` has one entry per output, `dy` is the first.
   */
  gradient(
    dy: Tensor,
    inputs: Record<string, Tensor>,
    // biome-ignore lint/suspicious/noExplicitAny: each op has attributes of its own
    attributes: any,
    dys: Tensor[],
  ): Record<string, () => Tensor>;
}

const ownName = (kernelName: string) => `DiffblocksMended${kernelName}`;

/**
 * The mended gradients of each backend. The engine holds them, so that a second copy of this package adds to the same
 * map.
 */
const key = /* @__PURE__ */ Symbol.for('diffblocks.mendedGradients');

type Recording = ReturnType<typeof engine> & { [key]?: Map<string, Map<string, MendedGradient>> };

/**
 * Makes tfjs record ops under kernel names of this package while a gradient is taken, so that it uses the gradients of
 * this package. Outside gradients nothing changes. A gradient registered over tfjs's own would not last, because a
 * later import of tfjs-layers registers tfjs's again.
 */
export function recordAs(backendName: string, gradients: readonly MendedGradient[]): void {
  const mended = mendedOn(engine() as Recording);
  const ofBackend = mended.get(backendName) ?? new Map<string, MendedGradient>();
  mended.set(backendName, ofBackend);
  for (const gradient of gradients) {
    ofBackend.set(gradient.kernelName, gradient);
    register(backendName, gradient);
  }
}

function mendedOn(tfjs: Recording) {
  const existing = tfjs[key];
  if (existing) return existing;
  const mended = new Map<string, Map<string, MendedGradient>>();
  const { runKernel } = tfjs;
  tfjs[key] = mended;
  tfjs.runKernel = <Result extends Tensor | Tensor[]>(
    kernelName: string,
    inputs: NamedTensorMap,
    attrs?: NamedAttrMap,
  ): Result => {
    const { gradientDepth, kernelDepth } = tfjs.state;
    const isRecording = gradientDepth > 0 && kernelDepth === 0;
    const ours = isRecording ? mended.get(tfjs.backendName)?.get(kernelName) : undefined;
    if (!ours) return runKernel.call(tfjs, kernelName, inputs, attrs) as Result;
    return runKernel.call(tfjs, ownName(kernelName), { ...ours.defaults?.(inputs), ...given(inputs) }, attrs) as Result;
  };
  return mended;
}

const given = (inputs: NamedTensorMap) => Object.fromEntries(Object.entries(inputs).filter(([, x]) => x));

function register(backendName: string, { kernelName, inputs, gradient }: MendedGradient): void {
  const own = ownName(kernelName);
  if (!getKernel(own, backendName)) {
    const kernelFunc = (call: Parameters<NonNullable<ReturnType<typeof getKernel>>['kernelFunc']>[0]) =>
      getKernel(kernelName, backendName)!.kernelFunc(call);
    registerKernel({ kernelName: own, backendName, kernelFunc });
  }
  if (getGradient(own)) return;
  registerGradient({
    kernelName: own,
    inputsToSave: [...inputs],
    gradFunc: (dy, saved, attributes) => {
      const dys = [dy].flat();
      return gradient(dys[0], Object.fromEntries(inputs.map((name, index) => [name, saved[index]])), attributes, dys);
    },
  });
}
