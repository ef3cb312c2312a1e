import { serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { TemperatureOptions } from '../distillation/softmaxAlongAxis';
import { softmaxWithTemperature } from '../distillation/softmaxWithTemperature';
import { FunctionLayer, inputsOf, type LayerArgs, type Shape } from './FunctionLayer';

/**
 * `softmaxWithTemperature` as a layer, for logits of any shape. It passes masks through.
 *
 * @param args The options of `softmaxWithTemperature` (`temperature`, `axis`), and those of every layer.
 * @throws ArgumentError if an argument is unknown.
 *
 * @example
 * const softmax = new TemperatureSoftmax({ temperature: 2 });
 * softmax.apply(tf.tensor2d([[0, 2 * Math.log(3)]])).print(); // [[0.25, 0.75]]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", eq. 1.
 */
export class TemperatureSoftmax extends FunctionLayer<TemperatureOptions> {
  static readonly className = 'TemperatureSoftmax';

  constructor(args?: LayerArgs & TemperatureOptions) {
    super('TemperatureSoftmax', args, { temperature: undefined, axis: undefined });
    this.supportsMasking = true;
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[]): Tensor {
    return softmaxWithTemperature(inputsOf(inputs)[0], this.options);
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }
}

serialization.registerClass(TemperatureSoftmax);
