import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../internal/ArgumentError';
import { optionsArgument } from '../internal/optionsArgument';

/** The arguments that every layer of tf.layers takes, such as `name` and `inputShape`. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export type Shape = (number | null)[];

const ofEveryLayer: Record<keyof LayerArgs, undefined> = {
  name: undefined,
  trainable: undefined,
  inputShape: undefined,
  batchInputShape: undefined,
  batchSize: undefined,
  dtype: undefined,
  inputDType: undefined,
  weights: undefined,
};

/**
 * A layer that wraps a function. It checks the names of its options when it is constructed, not at the first batch, and
 * keeps them for `getConfig`. When tf.layers loads a saved layer, it passes null for each option that was not given,
 * and adds `customObjects`.
 */
export abstract class FunctionLayer<Options extends object> extends layers.Layer {
  protected readonly options: Options;

  constructor(className: string, args: (LayerArgs & Options) | undefined, defaults: Record<keyof Options, unknown>) {
    const given = Object.fromEntries(
      Object.entries(args ?? {}).filter(([name, value]) => value !== null && name !== 'customObjects'),
    );
    super(given);
    const known = { ...ofEveryLayer, ...defaults };
    const checked = optionsArgument(className, args === undefined ? {} : given, known, 'argument');
    const own = Object.keys(defaults).map((name) => [name, checked[name as keyof typeof checked]]);
    this.options = Object.fromEntries(own.filter(([, value]) => value !== undefined)) as Options;
  }

  /** @internal The configuration that a saved model keeps. */
  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}

/** The tensors that a layer was called with. */
export const inputsOf = (inputs: Tensor | Tensor[]): Tensor[] => [inputs].flat();

/** The input shapes that a layer is built for. */
export const shapesOf = (shapes: Shape | Shape[]): Shape[] => (Array.isArray(shapes[0]) ? shapes : [shapes]) as Shape[];

/** Requires the two inputs that a layer is built for. */
export function requirePair(className: string, expected: string, shapes: Shape | Shape[]): void {
  const { length } = shapesOf(shapes);
  if (length !== 2) throw new ArgumentError(className, 'the inputs are wrong', expected, `${length} of them`);
}
