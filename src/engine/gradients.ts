// tfjs-core alone registers no gradients; the build bundles exactly these (build/tfjsGradients.ts).
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { getGradient, registerGradient, type TensorContainer, tidy as tidyOfTfjs } from '@tensorflow/tfjs-core';
import { einsumGradient } from './einsum/gradient';
import { zeroGradients } from './zeroGradients';

// The gradients of this package, for kernel names that have none in tfjs.
for (const config of [einsumGradient, ...zeroGradients]) if (!getGradient(config.kernelName)) registerGradient(config);

/**
 * tfjs's `tidy`. Differentiable functions take it from here, so that a bundle of any of them contains the gradients: a
 * bundler may drop an import unless the code uses one of its names.
 */
export function tidy<Result extends TensorContainer>(f: () => Result): Result {
  return tidyOfTfjs(f);
}

/** Does nothing. A call keeps the gradients in a bundle of code that does not call `tidy`. */
export function keepGradients(): void {
  tidyOfTfjs(() => {});
}
