import * as tf from '@tensorflow/tfjs-core';
import { mulberry32 } from '../../src/internal/mulberry32';

type Dtype = 'float32' | 'int32' | 'bool';

/** A tensor argument of a call, as plain numbers. */
export class TensorArgument {
  constructor(
    readonly values: number[],
    readonly shape: number[],
    readonly dtype: Dtype,
  ) {}

  get isFinite(): boolean {
    return this.values.every(Number.isFinite);
  }

  toTensor(): tf.Tensor {
    return tf.tensor(this.values, this.shape, this.dtype);
  }

  /** As code. */
  toString(): string {
    const values = this.values.map((value) => (Object.is(value, -0) ? '-0' : String(value)));
    return `tf.tensor([${values.join(', ')}], [${this.shape.join(', ')}], '${this.dtype}')`;
  }
}

const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0];

/** Draws the arguments of a call. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = mulberry32(seed);
  }

  /** In [low, high). */
  real(low: number, high: number): number {
    return Math.fround(low + this.#next() * (high - low));
  }

  /** From low to high. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(...options: T[]): T {
    return options[this.integer(0, options.length - 1)];
  }

  /** The size of an axis: often 1, now and then 0. */
  size(most = 5): number {
    return this.chance(0.03) ? 0 : this.chance(0.25) ? 1 : this.integer(1, most);
  }

  shape(rank: number, most = 5): number[] {
    return Array.from({ length: rank }, () => this.size(most));
  }

  /** Floats in [low, high), some tensors with ties, some with odd values in a few places. */
  floats(shape: number[], { low = -2, high = 2, tame = false } = {}): TensorArgument {
    const ties = !tame && this.chance(0.1);
    const values = Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
      const value = this.real(low, high);
      return ties ? Math.round(value) : value;
    });
    if (!tame && values.length > 0 && this.chance(0.2)) {
      for (let place = this.integer(1, 3); place > 0; place--)
        values[this.integer(0, values.length - 1)] = this.pick(...odd);
    }
    return new TensorArgument(values, shape, 'float32');
  }

  integers(shape: number[], low = -5, high = 5): TensorArgument {
    const values = Array.from({ length: tf.util.sizeFromShape(shape) }, () => this.integer(low, high));
    return new TensorArgument(values, shape, 'int32');
  }

  bools(shape: number[]): TensorArgument {
    return new TensorArgument(this.integers(shape, 0, 1).values, shape, 'bool');
  }

  /** Of any dtype. */
  numbers(shape: number[]): TensorArgument {
    return this.pick(
      () => this.floats(shape),
      () => this.integers(shape),
      () => this.bools(shape),
    )();
  }

  axis(rank: number): number {
    return this.integer(-rank, rank - 1);
  }

  /** Some of the axes, or undefined for all. */
  axes(rank: number): number[] | undefined {
    return this.chance(0.2)
      ? undefined
      : Array.from({ length: rank }, (_, axis) => axis).filter(() => this.chance(0.5));
  }

  permutation(count: number): number[] {
    const order = Array.from({ length: count }, (_, index) => index);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** Two shapes that broadcast to one. */
  broadcastable(mostAxes = 4): [number[], number[]] {
    const shape = this.shape(this.integer(0, mostAxes), 4);
    const part = () => {
      const own = shape.map((size) => (this.chance(0.25) ? 1 : size));
      return this.chance(0.2) ? own.slice(this.integer(0, own.length)) : own;
    };
    return [part(), part()];
  }
}
