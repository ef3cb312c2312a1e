/** The method `call` of a layer of tfjs-layers, of which this package imports nothing. */
export type LayerCall = (this: object, inputs: unknown, options: unknown) => unknown;

/** A faster `call` for a class of tfjs-layers. `installTrainingKernels` puts it on the class's prototype. */
export interface TrainingLayer {
  /** The name under which tfjs-layers registers the class. */
  className: string;
  /** Makes the method. `stock` is the method that it replaces, for other backends and unusual inputs. */
  call(stock: LayerCall): LayerCall;
}
