import {
  add,
  matMul,
  reshape,
  type Scalar,
  serialization,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tidy,
  util,
} from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, type LayerVariable, layers, sequential } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, describe } from '../internal/arguments';
import { type SpatialTransformerOptions as FunctionOptions, spatialTransformer } from '../spatial/spatialTransformer';
import { FunctionLayer, inputsOf, type LayerArgs, type Shape, shapesOf } from './FunctionLayer';

export interface SpatialTransformerOptions extends FunctionOptions {
  /**
   * The localization network: any model that maps the images to features, `[batch, ...]`. The layer maps those to θ by
   * a dense layer of its own. The default network has two convolutions with pools and a dense layer of 32 units. Give
   * each layer of a model a network of its own: if two share one, the model trains, but does not load once saved.
   */
  localization?: LayersModel;
  /** The kind of map: affine (the default; θ has 6 numbers), attention (3: scale and translation) or projective (8). */
  transform?: 'affine' | 'attention' | 'projective';
  /** `[height, width]` of the output (default: the size of the images). */
  size?: [height: number, width: number];
}

const identities = {
  affine: [1, 0, 0, 0, 1, 0],
  attention: [1, 0, 0],
  projective: [1, 0, 0, 0, 1, 0, 0, 0],
};

/**
 * A spatial transformer as a layer. A localization network predicts θ from the images
 * `[batch, height, width, channels]`, and `spatialTransformer` transforms them by θ, to `[batch, ...size, channels]`.
 * The layer starts at the identity, whatever the localization network is, and learns from the loss of the model alone,
 * which includes the network's regularizers. Freezing the layer freezes the network; freezing a part of it works, too.
 *
 * @param args `localization`, `transform`, `size`, the options of `spatialTransformer` (`padding`, `fill`,
 * `alignCorners`, `antialias`), and those of every layer.
 * @throws ArgumentError if an argument or the transform is unknown, or localization is not a model with one output.
 *
 * @example
 * const model = tf.sequential();
 * model.add(new SpatialTransformer({ inputShape: [28, 28, 1] }));
 * model.add(tf.layers.flatten());
 * model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
 * model.outputShape; // [null, 10]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", section 3; starting at the identity is from appendix
 * A.
 */
export class SpatialTransformer extends FunctionLayer<SpatialTransformerOptions> {
  static readonly className = 'SpatialTransformer';
  #localization?: LayersModel;
  #kernel!: LayerVariable;
  #bias!: LayerVariable;

  constructor(args?: LayerArgs & SpatialTransformerOptions) {
    super('SpatialTransformer', args, {
      localization: undefined,
      transform: 'affine',
      size: undefined,
      padding: undefined,
      fill: undefined,
      alignCorners: undefined,
      antialias: undefined,
    });
    choiceArgument('SpatialTransformer', 'transform', this.options.transform, Object.keys(identities));
  }

  /** @internal */
  override build(inputShape: Shape | Shape[]): void {
    const [shape] = shapesOf(inputShape);
    const localization = this.options.localization ?? smallNetwork(this.name, shape.slice(1));
    if (localization.outputs?.length !== 1) {
      const expected = 'a tf.LayersModel with one output (a sequential one needs an inputShape)';
      const got = describe(localization);
      throw new ArgumentError('SpatialTransformer', 'localization is of the wrong kind', expected, got);
    }
    const features = util.sizeFromShape(localization.outputs[0].shape.slice(1) as number[]);
    const identity = identities[this.options.transform!];
    this.#localization = localization;
    this.#kernel = this.addWeight('kernel', [features, identity.length], 'float32', initializers.zeros());
    this.#bias = this.addWeight('bias', [identity.length], 'float32', initializers.zeros());
    tidy(() => void this.#bias.write(tensor1d(identity)));
    super.build(inputShape);
  }

  /** A model that is frozen marks the weights of its layers, but does not know those of the network. */
  get #isFrozen(): boolean {
    return !this.trainable || this.#kernel?.trainable === false;
  }

  /** @internal */
  override get trainableWeights(): LayerVariable[] {
    const ofNetwork = this.#isFrozen ? [] : this.#localization?.trainableWeights;
    return [...super.trainableWeights, ...(ofNetwork ?? [])];
  }

  /** @internal */
  override get nonTrainableWeights(): LayerVariable[] {
    const network = this.#localization;
    const ofNetwork = this.#isFrozen ? network?.weights : network?.nonTrainableWeights;
    return [...super.nonTrainableWeights, ...(ofNetwork ?? [])];
  }

  /** @internal With the regularizers of the localization network. */
  override calculateLosses(): Scalar[] {
    return [...super.calculateLosses(), ...(this.#localization?.calculateLosses() ?? [])];
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor4D {
    const { localization: _, transform: __, size, ...options } = this.options;
    return tidy(() => {
      const [images] = inputsOf(inputs) as Tensor4D[];
      const features = this.#localization!.apply(images, kwargs) as Tensor;
      const rows = reshape(features, [images.shape[0], this.#kernel.shape[0]!]) as Tensor2D;
      const theta = add(matMul(rows, this.#kernel.read() as Tensor2D), this.#bias.read());
      return spatialTransformer<Tensor, Tensor4D>(images, theta, size ?? [images.shape[1], images.shape[2]], options);
    });
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [[batch, height, width, channels]] = shapesOf(inputShape);
    return [batch, ...(this.options.size ?? [height, width]), channels];
  }

  /** @internal */
  override getConfig(): serialization.ConfigDict {
    const { localization, ...config } = { ...super.getConfig(), localization: this.options.localization };
    if (!localization) return config;
    return { ...config, localization: { className: localization.getClassName(), config: localization.getConfig() } };
  }

  /** @internal */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    const { localization } = config;
    return new cls(localization ? { ...config, localization: modelOf(localization as SavedModel) } : config);
  }
}

interface SavedModel extends serialization.ConfigDict {
  className: string;
  config: serialization.ConfigDict;
}

function modelOf({ className, config }: SavedModel) {
  const [cls, fromConfig] = serialization.SerializationMap.getMap().classNameMap[className];
  return fromConfig(cls, config);
}

/** Two convolutions with pools, and a dense layer. */
function smallNetwork(name: string, inputShape: Shape): LayersModel {
  const conv = { filters: 8, kernelSize: 5, padding: 'same', activation: 'relu' } as const;
  return sequential({
    layers: [
      layers.conv2d({ ...conv, inputShape, name: `${name}_conv1` }),
      layers.maxPooling2d({ poolSize: 2, padding: 'same', name: `${name}_pool1` }),
      layers.conv2d({ ...conv, name: `${name}_conv2` }),
      layers.maxPooling2d({ poolSize: 2, padding: 'same', name: `${name}_pool2` }),
      layers.flatten({ name: `${name}_flatten` }),
      layers.dense({ units: 32, activation: 'relu', name: `${name}_dense` }),
    ],
  });
}

serialization.registerClass(SpatialTransformer);
