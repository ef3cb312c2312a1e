import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';

/** The training data of a reverse classifier: one image and its segmentation, right or wrong. */
export interface ReverseExample {
  /** `[height, width, channels]` or `[depth, height, width, channels]`, float32. */
  image: Tensor;
  /** Class ids `[height, width]` or `[depth, height, width]`, int32. */
  segmentation: Tensor;
  /** The number of classes. */
  classes: number;
  /** Ends the work and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface FittedReverseClassifier {
  /** Returns the class ids of an image, in its size. If they are a tensor, the caller disposes it. */
  segment(image: Tensor): Tensor | TensorLike | Promise<Tensor | TensorLike>;
  /** The same for several images, if that is faster than one by one; called instead of `segment` if it exists. */
  segmentAll?(images: Tensor[]): Promise<(Tensor | TensorLike)[]>;
  /** Frees the classifier's memory. */
  dispose?(): void;
}

/** Learns to segment from a single image. `fit` must not dispose its tensors, and copies those it keeps. */
export interface ReverseClassifier {
  fit(example: ReverseExample): FittedReverseClassifier | Promise<FittedReverseClassifier>;
}

/** A reverse classifier of this package, fitted. It owns its tensors until `dispose()`, or the end of a `using` block. */
export interface FittedSegmenter {
  /** Resolves with the class ids of an image, int32, in its size; the caller disposes them. */
  segment(image: Tensor): Promise<Tensor>;
  /** The same for several images. */
  segmentAll?(images: Tensor[]): Promise<Tensor[]>;
  /** Frees the classifier's memory; a second call does nothing. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** A reverse classifier of this package. */
export interface BuiltInReverseClassifier extends ReverseClassifier {
  fit(example: ReverseExample): Promise<FittedSegmenter>;
}
