import { type Tensor, valueAndGrads } from '@tensorflow/tfjs-core';

/** Makes a call that returns the value of `f`, and its gradients for all inputs. */
export function withGradients(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[], dy?: Tensor): () => Tensor[] {
  const differentiated = valueAndGrads(f);
  return () => {
    const { value, grads } = differentiated(inputs, dy);
    return [value, ...grads];
  };
}
