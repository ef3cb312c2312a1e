import { clone, mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { OwnedTensors } from '../internal/ownedTensors';
import type { CurvaturePair } from '../ops/quasiNewton/composed';
import { descentDirection } from '../ops/quasiNewton/descentDirection';
import { LbfgsState, type StateContents } from './LbfgsState';

/** The last steps, oldest first, and γ, the scale of the inverse Hessian in directions that they do not cover. */
export class History {
  #pairs: CurvaturePair[] = [];
  #gamma: number;
  /** The divisor of gradients. */
  #unit = 1;

  constructor(
    readonly owned: OwnedTensors,
    readonly size: number,
    contents?: StateContents,
  ) {
    this.#gamma = contents?.gamma ?? Number.NaN;
    this.#unit = contents?.unit ?? 1;
    for (const { s, y, sy } of contents?.pairs.slice(-size) ?? []) {
      this.#pairs.push({ s: owned.add(clone(s)), y: owned.add(clone(y)), sy });
    }
  }

  /** Starts from the first gradient, in its unit. Without an earlier γ, the first step is −min(1, 1/‖g‖₁) g. */
  begin(unit: number, length: number): void {
    if (Number.isNaN(this.#gamma)) this.#gamma = Math.min(1, 1 / (length * unit));
    this.changeUnit(unit);
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  add(pair: CurvaturePair, gamma: number): void {
    this.#gamma = gamma;
    this.#pairs.push(pair);
    if (this.#pairs.length > this.size) this.#free(this.#pairs.splice(0, 1));
  }

  forget(): void {
    this.#free(this.#pairs.splice(0));
  }

  /** Switches to gradients in another unit. Units are powers of two, so nothing is rounded. */
  changeUnit(unit: number): void {
    const factor = unit / this.#unit;
    this.#unit = unit;
    this.#gamma *= factor;
    if (factor === 1) return;
    for (const pair of this.#pairs) {
      const { y } = pair;
      pair.y = this.owned.add(tidy(() => mul(y, 1 / factor)));
      pair.sy /= factor;
      this.owned.free(y);
    }
  }

  /** −H g, from all steps or from none, with γ at least this large. */
  direction(gradient: Tensor, steps: 'all' | 'none', leastGamma: number, free: Tensor | undefined): Tensor {
    const pairs = steps === 'all' ? this.#pairs : [];
    return descentDirection(gradient, { pairs, gamma: this.#gamma, leastGamma, free });
  }

  /** Returns the contents and gives up ownership of them. */
  release(largest: number): LbfgsState {
    for (const { s, y } of this.#pairs) for (const tensor of [s, y]) this.owned.release(tensor);
    return new LbfgsState({ pairs: this.#pairs, gamma: this.#gamma, unit: this.#unit, largest });
  }

  #free(pairs: CurvaturePair[]): void {
    this.owned.free(...pairs.flatMap(({ s, y }) => [s, y]));
  }
}
