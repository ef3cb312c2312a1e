import { cast, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, describe, describeShape } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { listArgument } from '../internal/listArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { toFloat } from '../internal/toFloat';
import { zerosOf } from '../ops/zerosOf';
import { type FeatureExtractor, featureExtractor } from './featureExtractor';

type Shape = (number | null)[];

/** The part of a symbolic tf.layers tensor that this function uses: its layer, and the inputs of that layer. */
export interface LayerOutput {
  readonly shape: readonly (number | null)[];
  readonly inputs: readonly LayerOutput[];
  readonly callArgs: Record<string, unknown>;
  readonly outputTensorIndex?: number;
  readonly sourceLayer: {
    readonly name: string;
    computeOutputShape(shape: Shape | Shape[]): Shape | Shape[];
    apply(inputs: Tensor | Tensor[], callArgs?: Record<string, unknown>): unknown;
  };
}

/** The part of a tf.layers model that this function uses, sequential or not. */
export interface ModelOfLayers {
  readonly inputs: readonly LayerOutput[];
  readonly outputs: readonly LayerOutput[];
}

export interface LayersFeaturesOptions {
  /**
   * Applied to images `[batch, height, width, channels]` before the model, for example `vggPreprocess`. It gets int32
   * images, as from `tf.browser.fromPixels`, unchanged.
   */
  preprocess?(images: Tensor4D): Tensor4D;
}

/**
 * A feature extractor for style and content losses: it returns the outputs of layers of a tf.layers model.
 *
 * Layers run in inference mode, as in `model.predict`. Each layer that the named ones need runs once, so deeper layers
 * cost nothing. Unlike `predict`, the extractor is differentiable with respect to the image, through any layer whose
 * ops are. The caller keeps the model, and must not dispose it before the last call.
 *
 * On WASM, call `selectBackend` or `installTrainingKernels` first: without the training kernels gradients are slow, and
 * a convolution with a `'linear'` activation has none. Second derivatives exist through convolutions of any stride,
 * ReLU, sums and the like. Through max and average pooling they exist only with the training kernels, so on other
 * backends VGG19 has them only below its first pool.
 *
 * @param model A built model with one input, channels last, from `tf.loadLayersModel`, `tf.model` or `tf.sequential`.
 * @param names Names of layers with one output of rank 4, as in `model.summary()`.
 * @param options `preprocess` (default: none).
 * @returns A function of an image, `[batch, height, width, channels]` or `[height, width, channels]`, that returns
 * features by layer name: `[batch, ...]`, or without the batch axis for one example.
 * @throws ArgumentError if the model is not such a model, or a layer is missing, is used twice, or does not return one
 * feature map. The extractor throws it if the image has the wrong rank or number of channels, or is too small for a
 * layer.
 *
 * @example
 * const conv = tf.layers.conv2d({ name: 'edges', filters: 8, kernelSize: 3, inputShape: [null, null, 3] });
 * const model = tf.sequential({ layers: [conv] }); // or a trained one, by tf.loadLayersModel
 * const features = layersFeatures(model, ['edges'], { preprocess: vggPreprocess });
 * features(tf.ones([64, 48, 3])).edges.shape; // [62, 46, 8]
 */
export function layersFeatures<const Name extends string>(
  model: ModelOfLayers,
  names: readonly Name[],
  options?: LayersFeaturesOptions,
): FeatureExtractor<Name> {
  const { preprocess } = optionsArgument('layersFeatures', options, { preprocess: undefined });
  if (preprocess !== undefined) functionArgument('layersFeatures', 'preprocess', preprocess);
  const input = inputArgument(model);
  const wanted = namesArgument(names, outputsByLayer(model));
  const channels = preprocess ? null : input.shape[input.shape.length - 1];
  return featureExtractor('layersFeatures', channels, (images, isInteger) => {
    const prepared = preprocess ? inFloat(preprocess(isInteger ? cast(images, 'int32') : images)) : images;
    const known = new Map<LayerOutput, Tensor>([[input, prepared]]);
    return Object.fromEntries(wanted.map(([name, output]) => [name, evaluate(output, known)])) as Record<
      Name,
      Tensor4D
    >;
  });
}

const inFloat = (images: Tensor): Tensor => (images.dtype === 'float32' ? images : toFloat(images));

/** The value of a symbolic tensor: its layer, applied to the values of its inputs. */
function evaluate(output: LayerOutput, known: Map<LayerOutput, Tensor>): Tensor {
  const before = known.get(output);
  if (before) return before;
  const { sourceLayer, callArgs, outputTensorIndex = 0 } = output;
  const inputs = output.inputs.map((input) => evaluate(input, known));
  const shape = shapesOf(sourceLayer, inputs)[outputTensorIndex];
  const run = () => [sourceLayer.apply(inputs.length === 1 ? inputs[0] : inputs, callArgs)].flat() as Tensor[];
  const result = shape[0] === 0 ? zerosOf(inputs, shape) : run()[outputTensorIndex];
  known.set(output, result);
  return result;
}

/**
 * The output shapes of a layer. On WASM, tfjs's convolutions and pools corrupt memory if their output has no pixels.
 */
function shapesOf(layer: LayerOutput['sourceLayer'], inputs: Tensor[]): number[][] {
  const given = inputs.map(({ shape }) => shape);
  const shapes = layer.computeOutputShape(given.length === 1 ? given[0] : given) as number[] | number[][];
  const all = shapes.every(Array.isArray) ? (shapes as number[][]) : [shapes as number[]];
  const without = all.find(([, ...sizes]) => sizes.some((size) => size < 1));
  if (!without) return all;
  throw new ArgumentError(
    'layersFeatures',
    `image is too small for layer '${layer.name}'`,
    'at least one pixel in its result',
    `shape ${describeShape(without)}`,
  );
}

/** All tensors that a model computes, by layer. */
function outputsByLayer({ outputs }: ModelOfLayers): Map<string, LayerOutput[]> {
  const byLayer = new Map<string, LayerOutput[]>();
  const seen = new Set(outputs);
  for (const output of seen) {
    const { name } = output.sourceLayer;
    byLayer.set(name, [...(byLayer.get(name) ?? []), output]);
    for (const input of output.inputs) seen.add(input);
  }
  return byLayer;
}

function inputArgument(model: ModelOfLayers): LayerOutput {
  const { inputs, outputs } = Object(model) as Partial<ModelOfLayers>;
  const ofLayers = Array.isArray(outputs) && outputs.every((output) => typeof output?.sourceLayer === 'object');
  if (ofLayers && inputs?.length === 1 && inputs[0].shape.length === 4) return inputs[0];
  const got = ofLayers
    ? `inputs of shape ${inputs?.map(({ shape }) => describeShape(shape)).join(', ')}`
    : describe(model);
  throw new ArgumentError(
    'layersFeatures',
    'model has no image input',
    'a built tf.layers model with one input of rank 4',
    got,
  );
}

function namesArgument<Name extends string>(
  names: readonly Name[],
  outputs: Map<string, LayerOutput[]>,
): [Name, LayerOutput][] {
  const known = [...outputs.keys()].reverse() as Name[];
  return listArgument('layersFeatures', 'names', names, 'a list of layer names', (wanted) => {
    const name = choiceArgument('layersFeatures', 'layer', wanted, known);
    const ofLayer = outputs.get(name)!;
    if (ofLayer.length === 1 && ofLayer[0].shape.length === 4) return [name, ofLayer[0]];
    const shapes = ofLayer.map(({ shape }) => describeShape(shape)).join(' and ');
    throw new ArgumentError(
      'layersFeatures',
      `layer '${name}' does not return one feature map`,
      'one output of rank 4',
      shapes,
    );
  });
}
