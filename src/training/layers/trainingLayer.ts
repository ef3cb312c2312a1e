/** A method of a layer or activation of tfjs-layers, of which this package imports nothing. */
export type LayerMethod = (this: object, ...inputs: unknown[]) => unknown;

/** A faster method for a class of tfjs-layers. `installTrainingKernels` puts it on the class's prototype. */
export interface TrainingLayer {
  /** The name under which tfjs-layers registers the class. */
  className: string;
  /** What computes the output: `call` of a layer, `apply` of an activation. */
  method: 'call' | 'apply';
  /** Makes the method. `stock` is the method that it replaces, for other backends and unusual inputs. */
  replace(stock: LayerMethod): LayerMethod;
}
