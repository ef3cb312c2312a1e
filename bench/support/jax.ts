import type { Tensor } from '@tensorflow/tfjs-core';

/** The part of `@jax-js/jax` that the formulas of bench use. Each use of an array but its last one is a `.ref`. */
export interface JaxArray {
  ref: JaxArray;
  add(x: JaxArray | number): JaxArray;
  sub(x: JaxArray | number): JaxArray;
  mul(x: JaxArray | number): JaxArray;
  div(x: JaxArray | number): JaxArray;
  neg(): JaxArray;
  sum(axis?: number | number[]): JaxArray;
  mean(): JaxArray;
  reshape(shape: number[]): JaxArray;
  astype(dtype: string): JaxArray;
  slice(...index: unknown[]): JaxArray;
  less(x: JaxArray | number): JaxArray;
  greaterEqual(x: JaxArray | number): JaxArray;
  data(): Promise<Float32Array>;
  blockUntilReady(): Promise<JaxArray>;
  dispose(): void;
}

export interface Jax {
  init(device: string): Promise<string[]>;
  defaultDevice(device: string): void;
  jit<F>(f: F): F;
  grad(f: (...xs: JaxArray[]) => JaxArray, options: { argnums: number[] }): (...xs: JaxArray[]) => JaxArray[];
  numpy: {
    int32: string;
    float32: string;
    array(values: Float32Array, options: { shape: number[] }): JaxArray;
    exp(x: JaxArray): JaxArray;
    square(x: JaxArray): JaxArray;
    floor(x: JaxArray): JaxArray;
    clip(x: JaxArray, low: number, high: number): JaxArray;
    where(condition: JaxArray, x: JaxArray | number, y: JaxArray | number): JaxArray;
    arange(count: number): JaxArray;
  };
  nn: Record<'softmax' | 'logSoftmax', (x: JaxArray, axis: number) => JaxArray> & { softplus(x: JaxArray): JaxArray };
}

/** A formula as a user of jax-js writes it. */
export type Formula = (...arrays: JaxArray[]) => JaxArray;

/** A copy of a tensor. */
export const jaxArray = async (jax: Jax, x: Tensor): Promise<JaxArray> =>
  jax.numpy.array((await x.data()) as Float32Array, { shape: x.shape });

/** Compiles a formula with its gradients for the first `count` arrays. It takes dy after the arrays. */
export function withJaxGradients(jax: Jax, formula: Formula, count: number): (...given: JaxArray[]) => JaxArray[] {
  const weighted: Formula = (...given) =>
    formula(...given.slice(0, -1))
      .mul(given.at(-1)!)
      .sum();
  const gradients = jax.grad(weighted, { argnums: Array.from({ length: count }, (_, index) => index) });
  return jax.jit((...given: JaxArray[]) => {
    const own = given.slice(0, -1).map((x) => x.ref);
    return [formula(...own), ...gradients(...given)];
  });
}
