import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';

/** What a reverse classifier learns from: one image and its segmentation, right or wrong. */
export interface ReverseExample {
  /** `[height, width, channels]` or `[depth, height, width, channels]`, float32. */
  image: Tensor;
  /** Class ids `[height, width]` or `[depth, height, width]`, int32. */
  segmentation: Tensor;
  /** The number of classes. */
  classes: number;
  /** Ends the work by a rejection with the signal's reason. */
  signal?: AbortSignal;
}

export interface FittedReverseClassifier {
  /** Class ids of an image, in its size. The caller disposes a tensor. */
  segment(image: Tensor): Tensor | TensorLike | Promise<Tensor | TensorLike>;
  /** The same for several images, where that is faster than one by one; called instead of `segment` if it exists. */
  segmentAll?(images: Tensor[]): Promise<(Tensor | TensorLike)[]>;
  /** Frees what the classifier holds. */
  dispose?(): void;
}

/** Learns to segment from a single image. `fit` disposes none of its tensors, and copies what it keeps. */
export interface ReverseClassifier {
  fit(example: ReverseExample): FittedReverseClassifier | Promise<FittedReverseClassifier>;
}
