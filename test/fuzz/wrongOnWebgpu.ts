import type { TensorArgument } from './Random';

const isNotFinite = (args: readonly unknown[]) =>
  args.some((argument) => (argument as Partial<TensorArgument> | undefined)?.isFinite === false);

/** Calls for which tfjs is wrong on WebGPU, and stays so; see docs/tfjs-faults.md. */
export const wrongOnWebgpu: Record<string, (args: readonly unknown[]) => boolean> = {
  matMul: isNotFinite,
  'fused.matMul': isNotFinite,
};
