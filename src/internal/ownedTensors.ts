import { keep, type Tensor } from '@tensorflow/tfjs-core';

/** The tensors that async work holds from one await to the next, beyond the reach of any `tf.tidy`. */
export class OwnedTensors {
  readonly #tensors = new Set<Tensor>();

  add<T extends Tensor>(tensor: T): T {
    this.#tensors.add(keep(tensor));
    return tensor;
  }

  /** Disposes tensors before the work ends. */
  free(...tensors: Tensor[]): void {
    for (const tensor of tensors) if (this.#tensors.delete(tensor)) tensor.dispose();
  }

  /** Gives up ownership of a tensor and returns it. */
  release<T extends Tensor>(tensor: T): T {
    this.#tensors.delete(tensor);
    return tensor;
  }

  dispose(): void {
    this.free(...this.#tensors);
  }
}
