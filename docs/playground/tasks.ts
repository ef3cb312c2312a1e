import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { distillationLoss, softmaxWithTemperature } from 'diffblocks/distillation';
import { SpatialTransformer } from 'diffblocks/layers';
import { closedFormMatte, estimateForeground } from 'diffblocks/matting';
import { bilinearSampler, spatialTransformer, thinPlateSplineGrid } from 'diffblocks/spatial';
import { align } from './align';
import { autoencode, decode } from './autoencode';
import { messages, type Picture, pictureOf, taken, tensorOf } from './pixels';
import { restyle } from './restyle';

export type Point = [x: number, y: number];

/** What the page asks of the worker. Each task returns plain data, so that a change of backend loses nothing. */
export interface Tasks {
  /** Moves control points from `from` to `to`, both in [−1, 1], and the picture with them. */
  warp(input: { picture: Picture; from: Point[]; to: Point[] }): Promise<{ picture: Picture; gradient: Point[] }>;
  /** Cuts out the foreground. `scribbles` has one entry per pixel: 1 foreground, 0 background, 0.5 unknown. */
  matte(input: { picture: Picture; scribbles: Float32Array }, report: Report, signal: AbortSignal): Promise<Picture>;
  /** One step of gradient descent on the student's logits. */
  distil(input: { teacher: number[]; student: number[]; temperature: number; rate: number }): Promise<Distilled>;
  /** Trains a classifier with a spatial transformer, and reports every few steps. */
  learn(input: { steps: number }, report: Report, signal: AbortSignal): Promise<void>;
  autoencode: typeof autoencode;
  decode: typeof decode;
  align: typeof align;
  restyle: typeof restyle;
}

/** Receives intermediate results. */
export type Report = (progress: unknown) => void;

export interface Distilled {
  teacher: number[];
  student: number[];
  loss: number;
  gradient: number[];
  /** The student's logits after the step. */
  next: number[];
}

export interface Learned {
  step: number;
  loss: number;
  accuracy: number;
  /** Letters as the network gets them, and as its transformer straightens them. */
  before: Picture;
  after: Picture;
}

export const tasks: Tasks = {
  async warp({ picture, from, to }) {
    const { pixels, gradient } = tf.tidy(() => {
      const image = tensorOf(picture);
      const size: [number, number] = [picture.height, picture.width];
      const warped = (points: tf.Tensor) =>
        bilinearSampler(image, thinPlateSplineGrid(points, tf.tensor2d(from), size), { padding: 'border' });
      const points = tf.tensor2d(to);
      const difference = tf.grad((p) => tf.mean(tf.squaredDifference(warped(p), image)))(points);
      return { pixels: warped(points), gradient: difference };
    });
    return { picture: await pictureOf(pixels), gradient: (await taken(gradient).array()) as Point[] };
  },

  async matte({ picture, scribbles }, report, signal) {
    const image = tensorOf(picture);
    const trimap = tf.tensor2d(scribbles, [picture.height, picture.width]);
    const owned: tf.Tensor[] = [image, trimap];
    try {
      const onProgress = ({ step }: { step: number }) => report(step);
      const alpha = await closedFormMatte(image, trimap, { epsilon: 1e-5, tolerance: 1e-5, onProgress, signal });
      owned.push(alpha);
      const { foreground, background } = await estimateForeground(image, alpha, { signal });
      owned.push(foreground, background);
      return await pictureOf(tf.tidy(() => tf.concat3d([foreground, tf.expandDims<tf.Tensor3D>(alpha, 2)], 2)));
    } finally {
      tf.dispose(owned);
    }
  },

  async distil({ teacher, student, temperature, rate }) {
    const results = tf.tidy(() => {
      const [t, s] = [tf.tensor2d([teacher]), tf.tensor2d([student])];
      const { value, grad } = tf.valueAndGrad((z) => distillationLoss(z as tf.Tensor2D, t, { temperature }))(s);
      const soften = (logits: tf.Tensor2D) => softmaxWithTemperature(logits, { temperature });
      return [soften(t), soften(s), value, grad, tf.sub(s, tf.mul(rate, grad))];
    });
    const [soft, own, [loss], gradient, next] = await Promise.all(
      results.map(async (one) => [...(await taken(one).data())]),
    );
    return { teacher: soft, student: own, loss, gradient, next };
  },

  async learn({ steps }, report, signal) {
    const model = sequential();
    model.add(new SpatialTransformer({ inputShape: [24, 24, 1], size: [16, 16] }));
    model.add(layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }));
    model.add(layers.maxPooling2d({ poolSize: 2 }));
    model.add(layers.flatten());
    model.add(layers.dense({ units: letters.length, activation: 'softmax' }));
    model.compile({ optimizer: tf.train.adam(0.003), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const test = distorted(8, 0);
    const before = await pictureOf(tf.tidy(() => sideBySide(test.images)));
    try {
      for (let step = 1; step <= steps && !signal.aborted; step++) {
        const { images, labels } = distorted(64, step);
        const [loss, accuracy] = (await model.trainOnBatch(images, labels)) as number[];
        tf.dispose([images, labels]);
        if (step % 5 !== 1 && step < steps) continue;
        await messages();
        const straightened = tf.tidy(() => sideBySide(model.layers[0].apply(test.images) as tf.Tensor4D));
        report({ step, loss, accuracy, before, after: await pictureOf(straightened) } satisfies Learned);
      }
    } finally {
      tf.dispose([{ ...test }]);
      model.dispose();
    }
  },

  autoencode,
  decode,
  align,
  restyle,
};

const letters = ['#####..#....#....#....#..', '#....#....#....#....#####', '#...##...##...##...######', '#...#.#.#...#...#.#.#...#']; // biome-ignore format: a letter each

/** Letters that are turned, scaled and moved at random. */
function distorted(count: number, seed: number): { images: tf.Tensor4D; labels: tf.Tensor2D } {
  return tf.tidy(() => {
    const pixels = letters.flatMap((letter) => Array.from(letter, (pixel) => Number(pixel === '#')));
    const uniform = (low: number, high: number, part: number) =>
      tf.randomUniform([count], low, high, 'float32', 10 * seed + part);
    const angle = uniform(-1.2, 1.2, 1);
    const scale = uniform(1.8, 2.6, 2);
    const [a, b] = [tf.mul(scale, tf.cos(angle)), tf.mul(scale, tf.sin(angle))];
    const theta = tf.stack([a, tf.neg(b), uniform(-0.8, 0.8, 3), b, a, uniform(-0.8, 0.8, 4)], 1);
    const classes = tf.randomUniform([count], 0, letters.length, 'int32', 10 * seed + 5) as tf.Tensor1D;
    const glyphs = tf.gather(tf.tensor4d(pixels, [letters.length, 5, 5, 1]), classes);
    return {
      images: spatialTransformer(glyphs, theta, [24, 24]) as tf.Tensor4D,
      labels: tf.oneHot(classes, letters.length) as tf.Tensor2D,
    };
  });
}

const sideBySide = (images: tf.Tensor4D): tf.Tensor3D => tf.concat(tf.unstack(images), 1) as tf.Tensor3D;
